/** Counters that go on where a restarted process begins at 0 again. */
export class Counters {
  readonly #seen = new Map<string, { raw: number; total: number }>();

  /** @returns the total that the counter `key` has reached over all restarts seen */
  add(key: string, raw: number): number {
    const before = this.#seen.get(key) ?? { raw: 0, total: 0 };
    const increase = raw >= before.raw ? raw - before.raw : raw;
    const total = before.total + increase;
    this.#seen.set(key, { raw, total });
    return total;
  }
}
