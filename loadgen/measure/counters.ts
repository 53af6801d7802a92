/** Counters that a worker keeps of each second and the coordinator adds up: for the audits, of arrivals and of failures. */
import type { ErrorCount } from "../schema/cell.ts";
import type { MeasuredTime } from "./measured-time.ts";
import type { AuditCounts, ArrivalCounts, EndpointCounts } from "./second.ts";
import type { DropReason } from "../schema/request.ts";

/**
 * Counts for the audits, on separate code paths: begins and ends of requests, and requests in flight at random looks, as
 * counted and by the requests' times.
 */
export class AuditCounters {
  readonly #measured: MeasuredTime;
  readonly #longestRequestUs: number;
  #inFlight = 0;
  /** Times of looks at which a request that is in flight may have been in flight already, in order. */
  #looksUs: number[] = [];
  #latestEndUs = -Infinity;
  #current = noAuditCounts();

  /** @param longestRequestUs upper bound of the duration of a request */
  constructor(measured: MeasuredTime, longestRequestUs: number) {
    this.#measured = measured;
    this.#longestRequestUs = longestRequestUs;
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
    for (let index = this.#looksUs.length - 1; index >= 0; index -= 1) {
      const lookUs = this.#looksUs[index]!;
      if (lookUs < startUs) break;
      this.#current.timedInFlight += 1;
      if (lookUs === startUs) this.#current.ties += 1;
      if (lookUs > endUs) this.#current.misplacedEnds += 1;
    }
    this.#latestEndUs = Math.max(this.#latestEndUs, endUs);
  }

  cycle(startUs: number, endUs: number): void {
    const partUs = this.#measured.partUs(startUs, endUs);
    if (partUs > 0) this.#current.cycles += 1;
    this.#current.cycleUs += partUs;
  }

  /** Takes note of the requests in flight. */
  look(nowUs: number): void {
    if (!this.#measured.includes(nowUs)) return;
    this.#looksUs.push(nowUs);
    this.#current.looks += 1;
    this.#current.seenInFlight += this.#inFlight;
    if (this.#latestEndUs > nowUs) this.#current.misplacedEnds += 1;
  }

  flush(): AuditCounts {
    const flushed = this.#current;
    this.#current = noAuditCounts();
    const neededUs = (this.#looksUs.at(-1) ?? 0) - this.#longestRequestUs;
    if ((this.#looksUs[0] ?? Infinity) < neededUs) this.#looksUs = this.#looksUs.filter((lookUs) => lookUs >= neededUs);
    return flushed;
  }
}

export function noAuditCounts(): AuditCounts {
  return {
    begun: 0,
    ended: 0,
    firstRequests: 0,
    neverSent: 0,
    looks: 0,
    seenInFlight: 0,
    timedInFlight: 0,
    ties: 0,
    misplacedEnds: 0,
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

/** Adds the values of one sample; those of headers that it did not carry are `undefined`. */
export function addTallies(tallies: EndpointCounts["tallies"], values: readonly (number | undefined)[] = []): void {
  values.forEach((value, index) => {
    if (value === undefined) return;
    const tally = tallies[index]!;
    tally.responses += 1;
    tally.sum += value;
  });
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
