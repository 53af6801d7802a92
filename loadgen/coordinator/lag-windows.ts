import { addSparse, Histogram } from "../histogram/index.ts";
import { droppedIn } from "../measure/arrivals.ts";
import type { WorkerSecond } from "../measure/second.ts";

export const windowSeconds = 5;

/** How one worker kept to the schedule in five seconds of the load. */
export interface LagWindow {
  worker: number;
  /** Its first second. */
  second: number;
  p99Us: number | null;
  planned: number;
  dropped: number;
}

/** Follows release lag window by window, so that a long load's memory doesn't grow by its distributions. */
export class LagWindows {
  readonly #fromSecond: number;
  readonly #closed: LagWindow[] = [];
  readonly #open = new Map<number, LagWindow & { histogram: Histogram }>();

  /** Windows begin with the measured part; what comes before is left out. */
  constructor(fromSecond: number) {
    this.#fromSecond = fromSecond;
  }

  add(worker: number, part: WorkerSecond): void {
    if (part.second < this.#fromSecond) return;
    const lag = part.histograms.filter(({ kind }) => kind === "lag");
    if (lag.length === 0 && part.arrivals.length === 0) return;
    const second = part.second - ((part.second - this.#fromSecond) % windowSeconds);
    let window = this.#open.get(worker);
    if (window === undefined || window.second !== second) {
      if (window !== undefined) this.#closed.push(close(window));
      window = { worker, second, p99Us: null, planned: 0, dropped: 0, histogram: new Histogram() };
      this.#open.set(worker, window);
    }
    for (const entry of lag) addSparse(window.histogram, entry);
    for (const counts of part.arrivals) {
      window.planned += counts.planned;
      window.dropped += droppedIn(counts);
    }
  }

  list(): LagWindow[] {
    return [...this.#closed, ...[...this.#open.values()].map(close)];
  }
}

function close({ histogram, ...window }: LagWindow & { histogram: Histogram }): LagWindow {
  return { ...window, p99Us: histogram.quantile(0.99) };
}
