/** How often a service is started within a time, as `StartLimitBurst` and `StartLimitIntervalSec` of systemd.unit(5). */
export class StartLimit {
  #timesMs: number[] = [];

  /** Counts a start, unless there were too many. @returns whether it may take place */
  allows(nowMs: number, { count, intervalMs }: { count: number; intervalMs: number }): boolean {
    this.#timesMs = this.#timesMs.filter((timeMs) => nowMs - timeMs < intervalMs);
    if (this.#timesMs.length >= count && intervalMs > 0) return false;
    this.#timesMs.push(nowMs);
    return true;
  }

  reset(): void {
    this.#timesMs = [];
  }
}
