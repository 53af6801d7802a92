import type { Segment } from "../schema/cell.ts";
import type { AuditCounts } from "./second.ts";

/**
 * Counts what the audits compare, on paths of its own: begins and ends of requests, what a timer saw under way, and the
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

  /** Nothing began, ended or was seen since the last `take`. */
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

  /** Looks how many requests are under way; called ten times a second by a timer that nothing else uses. */
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
