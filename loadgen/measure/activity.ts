import type { Segment } from "../schema/cell.ts";
import { TAIL_SECONDS } from "./second.ts";

/** Milliseconds of a second. */
const SLOTS = 1000;
const BYTES = SLOTS / 8;

/**
 * In which milliseconds of the current second a request was under way, and in which one ended: a bit each, first the 1000 of
 * the one, then of the other. Maps of workers merge by OR, so silence is that of the whole load.
 */
export class ActivityMap {
  readonly #bits = Buffer.alloc(2 * BYTES);
  #underWay = 0;
  /** Since when requests are under way. */
  #since = 0;

  begin(millisecond: number): void {
    if (this.#underWay === 0) this.#since = millisecond;
    this.#underWay += 1;
  }

  /** @param isAnswer whether a response or a failure came, rather than the end of the load */
  end(millisecond: number, isAnswer: boolean): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#mark(this.#since, millisecond);
    if (isAnswer && millisecond >= 0 && millisecond < SLOTS) setBit(this.#bits, SLOTS + millisecond);
  }

  /** As base64; the next second begins. */
  flush(): string {
    if (this.#underWay > 0) this.#mark(this.#since, SLOTS - 1);
    this.#since = 0;
    const flushed = this.#bits.toString("base64");
    this.#bits.fill(0);
    return flushed;
  }

  #mark(first: number, last: number): void {
    for (let at = Math.max(0, first); at <= Math.min(last, SLOTS - 1); at += 1) setBit(this.#bits, at);
  }
}

function setBit(bits: Buffer, at: number): void {
  bits[at >> 3]! |= 1 << (at & 7);
}

function hasBit(bits: Buffer, at: number): boolean {
  return (bits[at >> 3]! & (1 << (at & 7))) !== 0;
}

/** Runs of silent milliseconds in one segment, up to the last folded second. */
interface Silence {
  longest: number;
  /** The run that has not ended yet. */
  current: number;
}

/**
 * Collects the maps of all workers and finds the longest time for which requests were under way and none ended; keeps the
 * maps of the last seconds only.
 */
export class SilenceMeter {
  readonly #segments: readonly Segment[];
  readonly #silences: Silence[];
  readonly #seconds = new Map<number, Buffer>();
  /** Maps before this second are folded into `#silences`. */
  #folded = 0;

  /** @param segments of the load; required if seconds are closed */
  constructor(segments: readonly Segment[] = []) {
    this.#segments = segments;
    this.#silences = segments.map(() => ({ longest: 0, current: 0 }));
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
      this.#silences[index] = this.#extend(this.#silences[index]!, segment, until * SLOTS);
    });
    for (; this.#folded < until; this.#folded += 1) this.#seconds.delete(this.#folded);
  }

  /**
   * Longest run of silent milliseconds in one measured segment; `null` when nothing was measured.
   * @param segments clipped to the load's end, at most a few seconds before the last closed second
   */
  longestMs(segments: readonly Segment[]): number | null {
    let longest: number | null = null;
    segments.forEach((segment, index) => {
      if (!segment.measured || segment.endMs <= segment.startMs) return;
      const known = this.#silences[index] ?? { longest: 0, current: 0 };
      longest = Math.max(longest ?? 0, this.#extend(known, segment, Infinity).longest);
    });
    return longest;
  }

  /** Continues a silence over the maps that are still kept. */
  #extend({ longest, current }: Silence, { startMs, endMs }: Segment, untilMs: number): Silence {
    const fromMs = Math.max(Math.floor(startMs), this.#folded * SLOTS);
    for (let ms = fromMs; ms < Math.min(endMs, untilMs); ms += 1) {
      current = this.#isSilent(ms) ? current + 1 : 0;
      if (current > longest) longest = current;
    }
    return { longest, current };
  }

  #isSilent(ms: number): boolean {
    const bits = this.#seconds.get(Math.floor(ms / SLOTS));
    const slot = ms % SLOTS;
    return bits !== undefined && hasBit(bits, slot) && !hasBit(bits, SLOTS + slot);
  }
}
