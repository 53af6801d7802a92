import { addSparse, Histogram, secondPercentiles } from "../histogram/index.ts";
import type { MergedSecond } from "./seconds.ts";

/** Requests since the start; rates and percentiles of the last ten seconds. */
interface Recent {
  requests: number;
  failures: number;
  ratePerS: number;
  failuresPerS: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

/** Progress of a load, reported about once a second. */
export interface Progress extends Recent {
  elapsedMs: number;
  /** Until the load's planned end; 0 while the last requests complete; `undefined` if iterations end it. */
  remainingMs: number | undefined;
  users: number;
  /** Sorted by name; computed on each call. */
  endpoints(): EndpointProgress[];
}

export interface EndpointProgress extends Recent {
  name: string;
}

const WINDOW_SECONDS = 10;

/** Computes progress from the load's seconds; rates and percentiles are those of the last ten. */
export class ProgressTracker {
  readonly #durationMs: number | undefined;
  readonly #window: MergedSecond[] = [];
  readonly #totals = new Map<string, { requests: number; failures: number }>();
  #requests = 0;
  #failures = 0;

  /** @param durationMs planned; `undefined` if iterations end the load */
  constructor(durationMs: number | undefined) {
    this.#durationMs = durationMs;
  }

  add(merged: MergedSecond): Progress {
    const { second } = merged;
    this.#window.push(merged);
    if (this.#window.length > WINDOW_SECONDS) this.#window.shift();
    this.#requests += second.requests;
    this.#failures += second.failures;
    count([merged], this.#totals);
    const sum = (of: (each: MergedSecond) => number) => this.#window.reduce((total, each) => total + of(each), 0);
    const histogram = new Histogram();
    for (const each of this.#window) histogram.add(each.histogram);
    return {
      elapsedMs: second.atMs,
      remainingMs: this.#durationMs === undefined ? undefined : Math.max(0, this.#durationMs - second.atMs),
      users: second.users,
      requests: this.#requests,
      failures: this.#failures,
      ratePerS: sum((each) => each.second.requests) / this.#window.length,
      failuresPerS: sum((each) => each.second.failures) / this.#window.length,
      ...secondPercentiles(histogram),
      endpoints: () => this.#endpoints(),
    };
  }

  #endpoints(): EndpointProgress[] {
    const recent = count(this.#window, new Map<string, { requests: number; failures: number }>());
    const entries = this.#window.flatMap(({ measured }) => measured.histograms);
    const times = Map.groupBy(
      entries.filter(({ kind, outcome }) => kind === "service" && outcome === "ok"),
      ({ endpoint }) => endpoint,
    );
    const histogram = new Histogram();
    return [...this.#totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, totals]) => {
        histogram.reset();
        for (const entry of times.get(name) ?? []) addSparse(histogram, entry);
        const { requests = 0, failures = 0 } = recent.get(name) ?? {};
        const seconds = this.#window.length;
        const rates = { ratePerS: requests / seconds, failuresPerS: failures / seconds };
        return { name, ...totals, ...rates, ...secondPercentiles(histogram) };
      });
  }
}

type Counts = Map<string, { requests: number; failures: number }>;

function count(seconds: readonly MergedSecond[], into: Counts): Counts {
  for (const { measured } of seconds) {
    for (const { endpoint, ok, failed } of measured.counts) {
      const known = into.get(endpoint) ?? { requests: 0, failures: 0 };
      known.requests += ok + failed;
      known.failures += failed;
      into.set(endpoint, known);
    }
  }
  return into;
}
