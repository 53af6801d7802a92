/** A line a second from requests that come nearly in order: few distributions are held at a time. */
import { Histogram } from "@stackmark/loadgen/histogram";
import { tooLarge } from "../archive/json.ts";
import { MAX_LINES } from "../archive/ndjson.ts";
import type { RecordedSecond } from "../schema/series.ts";

/** Distributions that are held open; files are written as requests end, so a second comes late by a flush or two. */
const OPEN = 60;

interface Slot {
  requests: number;
  failures: number;
  classes: Record<string, number>;
  users: number | null;
  /** Of successful requests; `null` once the second was closed. */
  latency: Histogram | null;
  percentiles: Pick<RecordedSecond, "p50Ms" | "p95Ms" | "p99Ms">;
}

const NONE = { p50Ms: null, p95Ms: null, p99Ms: null };

export class SecondSeries {
  readonly #place: string;
  readonly #slots = new Map<number, Slot>();
  readonly #open = new Set<number>();
  /** Requests that came after their second was closed; it has no percentiles then. */
  late = 0;

  constructor(place: string) {
    this.#place = place;
  }

  add(endMs: number, durationMs: number, failure: string | null): void {
    const slot = this.#slot(endMs);
    slot.requests += 1;
    if (failure !== null) {
      slot.failures += 1;
      slot.classes[failure] = (slot.classes[failure] ?? 0) + 1;
      return;
    }
    if (slot.latency) slot.latency.record(1000 * durationMs);
    else {
      this.late += 1;
      slot.percentiles = NONE;
    }
  }

  users(atMs: number, users: number): void {
    this.#slot(atMs).users = users;
  }

  /** Seconds since `startMs`, in order; `atMs` is the end of each. */
  lines(startMs: number): RecordedSecond[] {
    for (const second of this.#open) this.#close(second);
    const first = Math.floor(startMs / 1000);
    const known = [...this.#slots.keys()].sort((a, b) => a - b);
    return known
      .filter((second) => second >= first)
      .map((second) => {
        const { requests, failures, classes, users, percentiles } = this.#slots.get(second)!;
        const atMs = 1000 * (second - first + 1);
        const byClass = failures > 0 && { failureClasses: classes };
        return { atMs, users, requests, failures, bytes: null, inFlight: null, ...byClass, ...percentiles };
      });
  }

  #slot(ms: number): Slot {
    const second = Math.floor(ms / 1000);
    let slot = this.#slots.get(second);
    if (!slot) {
      if (this.#slots.size >= MAX_LINES) throw tooLarge(this.#place, `it spans more than ${MAX_LINES} seconds`);
      slot = { requests: 0, failures: 0, classes: {}, users: null, latency: new Histogram(), percentiles: NONE };
      this.#slots.set(second, slot);
      this.#open.add(second);
      if (this.#open.size > OPEN) this.#close(Math.min(...this.#open));
    }
    return slot;
  }

  #close(second: number): void {
    this.#open.delete(second);
    const slot = this.#slots.get(second)!;
    slot.percentiles = percentilesOf(slot.latency!);
    slot.latency = null;
  }
}

/** To be drawn and not to be compared, as the generator's own seconds: given once a percentile isn't simply the maximum. */
function percentilesOf(latency: Histogram): Slot["percentiles"] {
  const at = (quantile: number) => {
    const us = latency.count * (1 - quantile) >= 1 - 1e-9 ? latency.quantile(quantile) : undefined;
    return us === undefined ? null : us / 1000;
  };
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}
