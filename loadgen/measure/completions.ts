import type { Segment } from "../schema/cell.ts";
import { TAIL_SECONDS } from "./second.ts";

/** Milliseconds of a second. */
const SLOTS = 1000;

/** Milliseconds of the current second in which a request ended; maps of workers merge by OR, so gaps are those of the whole load. */
export class CompletionMap {
  readonly #bits = Buffer.alloc(SLOTS / 8);

  mark(millisecond: number): void {
    if (millisecond >= 0 && millisecond < SLOTS) this.#bits[millisecond >> 3]! |= 1 << (millisecond & 7);
  }

  flush(): string {
    const flushed = this.#bits.toString("base64");
    this.#bits.fill(0);
    return flushed;
  }
}

/** Runs of milliseconds without a completion in one segment, up to the last folded second. */
interface Gap {
  longest: number;
  /** The run that has not ended yet. */
  current: number;
}

/** Collects the maps of all workers and finds the longest time without a completion; keeps the maps of the last seconds only. */
export class CompletionGaps {
  readonly #segments: readonly Segment[];
  readonly #gaps: Gap[];
  readonly #seconds = new Map<number, Buffer>();
  /** Maps before this second are folded into `#gaps`. */
  #folded = 0;

  /** @param segments of the load; required if seconds are closed */
  constructor(segments: readonly Segment[] = []) {
    this.#segments = segments;
    this.#gaps = segments.map(() => ({ longest: 0, current: 0 }));
  }

  add(second: number, map: string): void {
    const bits = Buffer.from(map, "base64");
    const known = this.#seconds.get(second);
    if (known === undefined) this.#seconds.set(second, bits);
    else for (let at = 0; at < bits.length; at += 1) known[at]! |= bits[at]!;
  }

  /** Declares that no worker will add to this second or an earlier one. */
  close(second: number): void {
    const until = second - TAIL_SECONDS;
    if (until <= this.#folded) return;
    this.#segments.forEach((segment, index) => {
      this.#gaps[index] = this.#extend(this.#gaps[index]!, segment, until * SLOTS);
    });
    for (; this.#folded < until; this.#folded += 1) this.#seconds.delete(this.#folded);
  }

  /**
   * Longest run of milliseconds in one measured segment in which nothing ended; `null` when nothing was measured.
   * @param segments clipped to the load's end, at most a few seconds before the last closed second
   */
  longestMs(segments: readonly Segment[]): number | null {
    let longest: number | null = null;
    segments.forEach((segment, index) => {
      if (!segment.measured || segment.endMs <= segment.startMs) return;
      const known = this.#gaps[index] ?? { longest: 0, current: 0 };
      longest = Math.max(longest ?? 0, this.#extend(known, segment, Infinity).longest);
    });
    return longest;
  }

  /** Continues a gap over the maps that are still kept. */
  #extend({ longest, current }: Gap, { startMs, endMs }: Segment, untilMs: number): Gap {
    const fromMs = Math.max(Math.floor(startMs), this.#folded * SLOTS);
    for (let ms = fromMs; ms < Math.min(endMs, untilMs); ms += 1) {
      current = this.#at(ms) ? 0 : current + 1;
      if (current > longest) longest = current;
    }
    return { longest, current };
  }

  #at(ms: number): boolean {
    const bits = this.#seconds.get(Math.floor(ms / SLOTS));
    const slot = ms % SLOTS;
    return bits !== undefined && (bits[slot >> 3]! & (1 << (slot & 7))) !== 0;
  }
}
