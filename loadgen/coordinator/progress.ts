import { Histogram } from "../histogram/index.ts";
import { secondPercentiles, type MergedSecond } from "./seconds.ts";

/** How a load is going, about once a second. */
export interface Progress {
  elapsedMs: number;
  /** Until the load's end; 0 while its last requests end. */
  remainingMs: number;
  users: number;
  requests: number;
  failures: number;
  /** Over the last ten seconds. */
  ratePerS: number;
  failuresPerS: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

const windowSeconds = 10;

/** Follows a load by its seconds; rates and percentiles are those of the last ten. */
export class ProgressTracker {
  readonly #durationMs: number;
  readonly #window: MergedSecond[] = [];
  #requests = 0;
  #failures = 0;

  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  add(merged: MergedSecond): Progress {
    const { second } = merged;
    this.#window.push(merged);
    if (this.#window.length > windowSeconds) this.#window.shift();
    this.#requests += second.requests;
    this.#failures += second.failures;
    const sum = (of: (each: MergedSecond) => number) => this.#window.reduce((total, each) => total + of(each), 0);
    const histogram = new Histogram();
    for (const each of this.#window) histogram.add(each.histogram);
    return {
      elapsedMs: second.atMs,
      remainingMs: Math.max(0, this.#durationMs - second.atMs),
      users: second.users,
      requests: this.#requests,
      failures: this.#failures,
      ratePerS: sum((each) => each.second.requests) / this.#window.length,
      failuresPerS: sum((each) => each.second.failures) / this.#window.length,
      ...secondPercentiles(histogram),
    };
  }
}
