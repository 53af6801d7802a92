import { addSparse, Histogram, secondPercentiles } from "../histogram/index.ts";
import type { MeasuredSecond, WorkerSecond } from "../measure/second.ts";
import type { Second } from "../schema/cell.ts";
import { Aggregate } from "./aggregate/aggregate.ts";

/** One second of all workers together, with its histogram, so that seconds can be merged into windows. */
export interface MergedSecond {
  /** Time of day of the load's start. Other times are offsets from it, by a clock that is never set. */
  startedAt: Date;
  second: Second;
  /** Service times of successful requests. */
  histogram: Histogram;
  /** What requests of all workers measured in it. */
  measured: MeasuredSecond;
}

/** A second that some workers have not reported yet. Parts are added as they come, so that memory is that of one. */
interface OpenSecond {
  second: Second;
  histogram: Histogram;
  sum: Aggregate;
}

/**
 * Merges the workers' seconds: each is emitted once, in order, when no worker can still add to it.
 *
 * Workers number their seconds without gaps; a skipped or repeated second is counted as irregular.
 */
export class SecondAssembler {
  readonly #startedAt: Date;
  readonly #next: number[];
  readonly #open = new Map<number, OpenSecond>();
  #emitted = 0;
  #known = 0;
  #irregular = 0;

  constructor(workers: number, startedAt: Date) {
    this.#startedAt = startedAt;
    this.#next = Array.from({ length: workers }, () => 0);
  }

  /** Seconds that were skipped or arrived twice. */
  get irregular(): number {
    return this.#irregular;
  }

  /** End of the last second that any worker has sent, in ms. */
  get knownMs(): number {
    return 1000 * this.#known;
  }

  /** Seconds that a worker has sent. */
  received(worker: number): number {
    return this.#next[worker]!;
  }

  /** Adds a worker's second; returns the seconds that are now complete, or `false` if this one arrived before and must not be counted. */
  add(worker: number, part: WorkerSecond): MergedSecond[] | false {
    const expected = this.#next[worker]!;
    if (part.second !== expected) this.#irregular += Math.max(1, part.second - expected);
    if (part.second < expected) return false;
    this.#next[worker] = part.second + 1;
    this.#known = Math.max(this.#known, part.second + 1);
    this.#merge(part);
    return this.#complete();
  }

  /** The worker will send no more. */
  finish(worker: number): MergedSecond[] {
    this.#next[worker] = Infinity;
    return this.#complete();
  }

  #merge(part: WorkerSecond): void {
    let merged = this.#open.get(part.second);
    if (merged === undefined) {
      const second = emptySecond((part.second + 1) * 1000);
      merged = { second, histogram: new Histogram(), sum: new Aggregate() };
      this.#open.set(part.second, merged);
    }
    const { second, histogram, sum } = merged;
    for (const counts of part.counts) sum.addCounts(counts);
    for (const entry of part.histograms) sum.addHistogram(entry);
    for (const error of part.errors) sum.errors.add(error);
    for (const arrivals of part.arrivals) sum.arrivals.add(arrivals);
    second.users += part.users;
    second.inFlight += part.inFlight;
    for (const { ok, failed, bytes } of part.counts) {
      second.requests += ok + failed;
      second.failures += failed;
      second.bytes += bytes;
    }
    for (const { class: failure, count } of part.errors) {
      const classes = (second.failureClasses ??= {});
      classes[failure] = (classes[failure] ?? 0) + count;
    }
    for (const { planned } of part.arrivals) second.offered = (second.offered ?? 0) + planned;
    for (const entry of part.histograms) {
      if (entry.kind === "service" && entry.outcome === "ok") addSparse(histogram, entry);
    }
  }

  #complete(): MergedSecond[] {
    const until = Math.min(...this.#next);
    const complete: MergedSecond[] = [];
    for (; this.#emitted < until && this.#open.size > 0; this.#emitted += 1) {
      const merged = this.#open.get(this.#emitted);
      if (merged === undefined) continue;
      this.#open.delete(this.#emitted);
      const { second, histogram, sum } = merged;
      Object.assign(second, secondPercentiles(histogram));
      const measured = {
        second: this.#emitted,
        counts: sum.allCounts(),
        histograms: sum.serialised(),
        errors: sum.errors.list(),
        arrivals: sum.arrivals.list(),
      };
      complete.push({ startedAt: this.#startedAt, second, histogram, measured });
    }
    return complete;
  }
}

function emptySecond(atMs: number): Second {
  return { atMs, users: 0, requests: 0, failures: 0, bytes: 0, inFlight: 0, p50Ms: null, p95Ms: null, p99Ms: null };
}
