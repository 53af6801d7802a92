import type { Segment } from "../schema/cell.ts";

/** The measured part of a load on a worker's clock. */
export class MeasuredTime {
  readonly #spansUs: readonly (readonly [from: number, to: number])[];

  constructor(startUs: number, segments: readonly Segment[]) {
    this.#spansUs = segments
      .filter((segment) => segment.measured)
      .map(({ startMs, endMs }) => [startUs + startMs * 1000, startUs + endMs * 1000]);
  }

  includes(atUs: number): boolean {
    return this.#spansUs.some(([from, to]) => atUs >= from && atUs < to);
  }

  /** How much of a span of time is measured, in µs. */
  partUs(fromUs: number, toUs: number): number {
    let sum = 0;
    for (const [from, to] of this.#spansUs) sum += Math.max(0, Math.min(toUs, to) - Math.max(fromUs, from));
    return sum;
  }
}
