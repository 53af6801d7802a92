/** Counters that a worker keeps of each second and the coordinator adds up: for the audits, of arrivals and of failures. */
import type { Segment, ErrorCount } from "../schema/cell.ts";
import type { AuditCounts, ArrivalCounts } from "./second.ts";
import type { DropReason } from "../schema/request.ts";

/**
 * Counts for the audits, on separate code paths: begins and ends of requests, requests in flight as a timer saw them, and the
 * time that requests took within the measured part.
 */
export class AuditCounters {
  readonly #measuredUs: readonly (readonly [from: number, to: number])[];
  #inFlight = 0;
  #current = noAuditCounts();

  constructor(startUs: number, segments: readonly Segment[]) {
    this.#measuredUs = segments
      .filter((segment) => segment.measured)
      .map(({ startMs, endMs }) => [startUs + startMs * 1000, startUs + endMs * 1000]);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether nothing was counted since the last `flush`. */
  get isEmpty(): boolean {
    return Object.values(this.#current).every((value) => value === 0);
  }

  begin(first: boolean): void {
    this.#inFlight += 1;
    this.#current.begun += 1;
    if (first) this.#current.firstRequests += 1;
  }

  neverSent(): void {
    this.#current.neverSent += 1;
  }

  end(startUs: number, endUs: number): void {
    this.#inFlight -= 1;
    this.#current.ended += 1;
    this.#current.busyUs += this.#measuredPart(startUs, endUs);
  }

  cycle(startUs: number, endUs: number): void {
    const partUs = this.#measuredPart(startUs, endUs);
    if (partUs > 0) this.#current.cycles += 1;
    this.#current.cycleUs += partUs;
  }

  /** Samples the number of requests in flight; called ten times a second by a timer of its own. */
  sampleInFlight(nowUs: number): void {
    if (!this.#isMeasured(nowUs)) return;
    this.#current.inFlightSamples += 1;
    this.#current.inFlightSum += this.#inFlight;
    this.#current.inFlightSquares += this.#inFlight ** 2;
  }

  flush(): AuditCounts {
    const flushed = this.#current;
    this.#current = noAuditCounts();
    return flushed;
  }

  #measuredPart(startUs: number, endUs: number): number {
    let sum = 0;
    for (const [from, to] of this.#measuredUs) sum += Math.max(0, Math.min(endUs, to) - Math.max(startUs, from));
    return sum;
  }

  #isMeasured(atUs: number): boolean {
    return this.#measuredUs.some(([from, to]) => atUs >= from && atUs < to);
  }
}

export function noAuditCounts(): AuditCounts {
  return {
    begun: 0,
    ended: 0,
    firstRequests: 0,
    neverSent: 0,
    inFlightSamples: 0,
    inFlightSum: 0,
    inFlightSquares: 0,
    busyUs: 0,
    cycles: 0,
    cycleUs: 0,
  };
}

export function addAuditCounts(into: AuditCounts, from: AuditCounts): void {
  for (const key of Object.keys(into) as (keyof AuditCounts)[]) into[key] += from[key];
}

export function noArrivals(segment: number): ArrivalCounts {
  return { segment, planned: 0, released: 0, dropped: { "pool-full": 0, "generator-late": 0 } };
}

export function addArrivals(into: ArrivalCounts, from: ArrivalCounts): void {
  into.planned += from.planned;
  into.released += from.released;
  for (const reason of Object.keys(into.dropped) as DropReason[]) into.dropped[reason] += from.dropped[reason];
}

export function droppedIn(counts: ArrivalCounts): number {
  return Object.values(counts.dropped).reduce((sum, count) => sum + count, 0);
}

/** Arrivals by segment. */
export class ArrivalCounters {
  readonly #bySegment = new Map<number, ArrivalCounts>();

  get isEmpty(): boolean {
    return this.#bySegment.size === 0;
  }

  of(segment: number): ArrivalCounts {
    let counts = this.#bySegment.get(segment);
    if (counts === undefined) this.#bySegment.set(segment, (counts = noArrivals(segment)));
    return counts;
  }

  add(counts: ArrivalCounts): void {
    addArrivals(this.of(counts.segment), counts);
  }

  list(): ArrivalCounts[] {
    return [...this.#bySegment.values()].sort((a, b) => a.segment - b.segment);
  }

  flush(): ArrivalCounts[] {
    const flushed = this.list();
    this.#bySegment.clear();
    return flushed;
  }

  total(): ArrivalCounts {
    const sum = noArrivals(-1);
    for (const counts of this.#bySegment.values()) addArrivals(sum, counts);
    return sum;
  }
}

/** Limit of distinct failures; further ones count under one entry per endpoint and class. */
const MAX_ENTRIES = 1000;
const OTHER_MESSAGES = "(other messages)";

/** Failures by endpoint, class and message, with the first and last time each was seen. */
export class ErrorLog {
  readonly #entries = new Map<string, ErrorCount>();

  add(error: ErrorCount): void {
    const key = JSON.stringify([error.endpoint, error.class, error.message]);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.count += error.count;
      known.firstAtMs = Math.min(known.firstAtMs, error.firstAtMs);
      known.lastAtMs = Math.max(known.lastAtMs, error.lastAtMs);
    } else if (this.#entries.size < MAX_ENTRIES || error.message === OTHER_MESSAGES) {
      this.#entries.set(key, { ...error });
    } else this.add({ ...error, message: OTHER_MESSAGES });
  }

  /** Most frequent first. */
  list(): ErrorCount[] {
    return [...this.#entries.values()].sort((a, b) => b.count - a.count || a.firstAtMs - b.firstAtMs);
  }

  flush(): ErrorCount[] {
    const flushed = this.list();
    this.#entries.clear();
    return flushed;
  }
}
