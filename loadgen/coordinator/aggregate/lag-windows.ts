import { addSparse, Histogram } from "../../histogram/index.ts";
import { droppedIn } from "../../measure/counters.ts";
import { type WorkerSecond, TAIL_SECONDS } from "../../measure/second.ts";
import { Recurrence, WINDOW_SECONDS } from "./recurrence.ts";

/** How well one worker kept to the schedule, by windows of five seconds. */
export interface Lag {
  /** Release lag p99 in ms; 0 where nothing was released. */
  late: Recurrence;
  /** 1 for a window in which more than one arrival in a thousand was dropped. */
  dropping: Recurrence;
}

/** Release lags up to this are always tolerated. */
export const MIN_LAG_MS = 2;

interface Window {
  /** Its first second. */
  second: number;
  histogram: Histogram;
  planned: number;
  dropped: number;
}

/** Figures kept of a closed window. */
interface Closed {
  second: number;
  lateMs: number;
  dropping: number;
}

interface Known {
  lag: Lag;
  /** Closed windows that may still turn out to lie after the load's end. */
  recent: Closed[];
  open: Window;
}

/** Folds release lag into windows, so that memory does not grow with the load's duration. */
export class LagWindows {
  readonly #fromSecond: number;
  readonly #workers = new Map<number, Known>();

  /** Windows begin with the measured part; earlier seconds are ignored. */
  constructor(fromSecond: number) {
    this.#fromSecond = fromSecond;
  }

  add(worker: number, part: WorkerSecond): void {
    if (part.second < this.#fromSecond) return;
    const lag = part.histograms.filter(({ kind }) => kind === "lag");
    if (lag.length === 0 && part.arrivals.length === 0) return;
    const window = this.#windowOf(worker, part.second);
    for (const entry of lag) addSparse(window.histogram, entry);
    for (const counts of part.arrivals) {
      window.planned += counts.planned;
      window.dropped += droppedIn(counts);
    }
  }

  /** @param toSecond end of the measured part */
  of(worker: number, toSecond: number): Lag {
    const known = this.#workers.get(worker);
    if (known === undefined) return noLag();
    const windows = [...known.recent, close(known.open)].filter(({ second }) => second < toSecond);
    return withWindows(known.lag, windows);
  }

  #windowOf(worker: number, partSecond: number): Window {
    const second = partSecond - ((partSecond - this.#fromSecond) % WINDOW_SECONDS);
    const known = this.#workers.get(worker);
    if (known?.open.second === second) return known.open;
    const open: Window = { second, histogram: new Histogram(), planned: 0, dropped: 0 };
    if (known === undefined) this.#workers.set(worker, { lag: noLag(), recent: [], open });
    else {
      known.recent.push(close(known.open));
      const past = known.recent.splice(0, Math.max(0, known.recent.length - TAIL_SECONDS / WINDOW_SECONDS));
      known.lag = withWindows(known.lag, past);
      known.open = open;
    }
    return open;
  }
}

function noLag(): Lag {
  return { late: new Recurrence(MIN_LAG_MS), dropping: new Recurrence(0) };
}

function close({ second, histogram, planned, dropped }: Window): Closed {
  const lateMs = (histogram.quantile(0.99) ?? 0) / 1000;
  return { second, lateMs, dropping: Number(dropped > planned / 1000) };
}

function withWindows({ late, dropping }: Lag, windows: readonly Closed[]): Lag {
  return {
    late: late.plus(windows.map(({ lateMs }) => lateMs)),
    dropping: dropping.plus(windows.map((window) => window.dropping)),
  };
}
