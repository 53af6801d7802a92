/** Builds a series of seconds from requests in any order, and holds only few distributions at a time. */
import {
  decodeHistogram,
  encodeHistogram,
  Histogram,
  secondPercentiles,
  type SparseHistogram,
} from "@stackmark/loadgen/histogram";
import { tooLarge } from "../archive/json.ts";
import { MAX_LINES } from "../archive/ndjson.ts";
import type { RecordedSecond } from "../schema/series.ts";

/** Number of distributions that are held as they are. Tools write requests when they end, so few others are needed again. */
const MAX_OPEN = 60;

interface Slot {
  requests: number;
  failures: number;
  classes: Record<string, number>;
  /** By part. */
  users: Map<number, number>;
  /** Of successful requests, while it is not open. */
  latency?: SparseHistogram;
}

export class SecondSeries {
  readonly #place: string;
  readonly #slots = new Map<number, Slot>();
  /** In the order in which they were opened. */
  readonly #open = new Map<number, Histogram>();
  #part = 0;
  /** The last second in which each part stated its users. */
  readonly #lastUsers = new Map<number, number>();

  constructor(place: string) {
    this.#place = place;
  }

  /** What follows is of another file, whose users ran at the same time. */
  beginPart(): void {
    this.#part += 1;
  }

  /** @param failure class of the failure; `undefined` for a successful request */
  add(endMs: number, durationMs: number, failure: string | undefined): void {
    const second = Math.floor(endMs / 1000);
    const slot = this.#slot(second);
    slot.requests += 1;
    if (failure === undefined) {
      this.#latencyOf(second, slot).record(1000 * durationMs);
      return;
    }
    slot.failures += 1;
    slot.classes[failure] = (slot.classes[failure] ?? 0) + 1;
  }

  users(atMs: number, users: number): void {
    const second = Math.floor(atMs / 1000);
    this.#slot(second).users.set(this.#part, users);
    this.#lastUsers.set(this.#part, Math.max(second, this.#lastUsers.get(this.#part) ?? second));
  }

  /** All seconds from `startMs` on, in order; `atMs` is the end of each, relative to the first. */
  lines(startMs: number): RecordedSecond[] {
    const first = Math.floor(startMs / 1000);
    const known = [...this.#slots].sort(([a], [b]) => a - b);
    const users = new Map<number, number>();
    return known.flatMap(([second, slot]) => {
      for (const [part, last] of this.#lastUsers) if (second > last) users.delete(part);
      for (const [part, value] of slot.users) users.set(part, value);
      if (second < first) return [];
      const { requests, failures, classes } = slot;
      const line: RecordedSecond = {
        ...{ atMs: 1000 * (second - first + 1), users: users.size === 0 ? null : sumOf(users.values()) },
        ...{ requests, failures, bytes: null, inFlight: null, failureClasses: failures > 0 ? classes : undefined },
        ...secondPercentiles(this.#open.get(second) ?? stored(slot)),
      };
      return [line];
    });
  }

  #slot(second: number): Slot {
    let slot = this.#slots.get(second);
    if (!slot) {
      if (this.#slots.size >= MAX_LINES) throw tooLarge(this.#place, `it spans more than ${MAX_LINES} seconds`);
      this.#slots.set(second, (slot = { requests: 0, failures: 0, classes: {}, users: new Map() }));
    }
    return slot;
  }

  #latencyOf(second: number, slot: Slot): Histogram {
    const known = this.#open.get(second);
    if (known) return known;
    const latency = stored(slot);
    this.#open.set(second, latency);
    if (this.#open.size > MAX_OPEN) {
      const [oldest, histogram] = this.#open.entries().next().value!;
      this.#slots.get(oldest)!.latency = encodeHistogram(histogram);
      this.#open.delete(oldest);
    }
    return latency;
  }
}

const stored = ({ latency }: Slot): Histogram => (latency === undefined ? new Histogram() : decodeHistogram(latency));

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
