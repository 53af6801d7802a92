/** Milliseconds of a second. */
const slots = 1000;

/** In which milliseconds of the current second a request ended; workers' maps merge by OR, so gaps are the load's own. */
export class CompletionMap {
  readonly #bits = Buffer.alloc(slots / 8);

  mark(millisecond: number): void {
    if (millisecond >= 0 && millisecond < slots) this.#bits[millisecond >> 3]! |= 1 << (millisecond & 7);
  }

  take(): string {
    const taken = this.#bits.toString("base64");
    this.#bits.fill(0);
    return taken;
  }
}

/** Collects the maps of all workers and finds the longest time without a completion. */
export class CompletionGaps {
  readonly #seconds = new Map<number, Buffer>();

  add(second: number, map: string): void {
    const bits = Buffer.from(map, "base64");
    const known = this.#seconds.get(second);
    if (known === undefined) this.#seconds.set(second, bits);
    else for (let at = 0; at < bits.length; at += 1) known[at]! |= bits[at]!;
  }

  /** Longest run of milliseconds in `fromMs..toMs` in which nothing ended; `null` when the span is empty. */
  longestMs(fromMs: number, toMs: number): number | null {
    if (toMs <= fromMs) return null;
    let longest = 0;
    let run = 0;
    for (let ms = Math.floor(fromMs); ms < toMs; ms += 1) {
      run = this.#at(ms) ? 0 : run + 1;
      if (run > longest) longest = run;
    }
    return longest;
  }

  #at(ms: number): boolean {
    const bits = this.#seconds.get(Math.floor(ms / slots));
    const slot = ms % slots;
    return bits !== undefined && (bits[slot >> 3]! & (1 << (slot & 7))) !== 0;
  }
}
