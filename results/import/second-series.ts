/** Builds a series of seconds from requests that are nearly in order, and holds only few distributions at a time. */
import { Histogram, secondPercentiles } from "@stackmark/loadgen/histogram";
import { tooLarge } from "../archive/json.ts";
import { MAX_LINES } from "../archive/ndjson.ts";
import type { RecordedSecond } from "../schema/series.ts";

/** Number of distributions that are held. Tools write requests when they end, so requests of a second are late by a flush or two. */
const MAX_OPEN = 60;

interface Slot {
  requests: number;
  failures: number;
  classes: Record<string, number>;
  users: number | null;
  /** Of successful requests; `null` after the second was closed. */
  latency: Histogram | null;
  percentiles: Pick<RecordedSecond, "p50Ms" | "p95Ms" | "p99Ms">;
}

const NO_PERCENTILES = { p50Ms: null, p95Ms: null, p99Ms: null };

export class SecondSeries {
  readonly #place: string;
  readonly #slots = new Map<number, Slot>();
  readonly #open = new Set<number>();
  /** Requests that came after their second was closed; such a second has no percentiles. */
  late = 0;

  constructor(place: string) {
    this.#place = place;
  }

  /** @param failure class of the failure; `undefined` for a successful request */
  add(endMs: number, durationMs: number, failure: string | undefined): void {
    const slot = this.#slot(endMs);
    slot.requests += 1;
    if (failure !== undefined) {
      slot.failures += 1;
      slot.classes[failure] = (slot.classes[failure] ?? 0) + 1;
      return;
    }
    if (slot.latency) slot.latency.record(1000 * durationMs);
    else {
      this.late += 1;
      slot.percentiles = NO_PERCENTILES;
    }
  }

  users(atMs: number, users: number): void {
    this.#slot(atMs).users = users;
  }

  /** All seconds from `startMs` on, in order; `atMs` is the end of each, relative to the first. */
  lines(startMs: number): RecordedSecond[] {
    for (const second of this.#open) this.#close(second);
    const first = Math.floor(startMs / 1000);
    const known = [...this.#slots.keys()].sort((a, b) => a - b);
    return known
      .filter((second) => second >= first)
      .map((second) => {
        const { requests, failures, classes, users, percentiles } = this.#slots.get(second)!;
        const atMs = 1000 * (second - first + 1);
        const failureClasses = failures > 0 ? classes : undefined;
        return { atMs, users, requests, failures, bytes: null, inFlight: null, failureClasses, ...percentiles };
      });
  }

  #slot(ms: number): Slot {
    const second = Math.floor(ms / 1000);
    let slot = this.#slots.get(second);
    if (!slot) {
      if (this.#slots.size >= MAX_LINES) throw tooLarge(this.#place, `it spans more than ${MAX_LINES} seconds`);
      slot = {
        requests: 0,
        failures: 0,
        classes: {},
        users: null,
        latency: new Histogram(),
        percentiles: NO_PERCENTILES,
      };
      this.#slots.set(second, slot);
      this.#open.add(second);
      if (this.#open.size > MAX_OPEN) this.#close(Math.min(...this.#open));
    }
    return slot;
  }

  #close(second: number): void {
    this.#open.delete(second);
    const slot = this.#slots.get(second)!;
    slot.percentiles = secondPercentiles(slot.latency!);
    slot.latency = null;
  }
}
