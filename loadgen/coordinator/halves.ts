import { addSparse, Histogram } from "../histogram/index.ts";
import type { Kind } from "../measure/sample.ts";
import type { WorkerSecond } from "../measure/second.ts";
import type { Segment } from "../result/cell.ts";

/** One half of a plateau: requests that ended in it, and the times of the successful ones. */
export interface Half {
  seconds: number;
  requests: number;
  histogram: Histogram;
}

interface Plateau {
  segment: string;
  fromSecond: number;
  toSecond: number;
  halves: readonly [Half, Half];
}

/** Follows the two halves of each measured plateau, to tell whether it was one. Whole seconds; an odd one in the middle counts for neither. */
export class PlateauHalves {
  readonly #kind: Kind;
  readonly #plateaus: Plateau[];

  constructor(segments: readonly Segment[], kind: Kind) {
    this.#kind = kind;
    this.#plateaus = segments.flatMap(({ name, kind: shape, measured, startMs, endMs }) => {
      const [fromSecond, toSecond] = [Math.ceil(startMs / 1000), Math.floor(endMs / 1000)];
      const seconds = Math.floor((toSecond - fromSecond) / 2);
      if (shape !== "plateau" || !measured || seconds < 1) return [];
      const half = (): Half => ({ seconds, requests: 0, histogram: new Histogram() });
      return [{ segment: name, fromSecond, toSecond, halves: [half(), half()] as const }];
    });
  }

  add(part: WorkerSecond): void {
    const half = this.#halfOf(part.second);
    if (half === null) return;
    for (const { ok, failed } of part.counts) half.requests += ok + failed;
    for (const entry of part.histograms) {
      if (entry.kind === this.#kind && entry.outcome === "ok") addSparse(half.histogram, entry);
    }
  }

  /** The plateaus that ended before `untilMs`. */
  list(untilMs: number): Pick<Plateau, "segment" | "halves">[] {
    return this.#plateaus.filter(({ toSecond }) => toSecond * 1000 <= untilMs);
  }

  #halfOf(second: number): Half | null {
    const plateau = this.#plateaus.find(({ fromSecond, toSecond }) => second >= fromSecond && second < toSecond);
    if (plateau === undefined) return null;
    const { fromSecond, toSecond, halves } = plateau;
    if (second < fromSecond + halves[0].seconds) return halves[0];
    return second >= toSecond - halves[1].seconds ? halves[1] : null;
  }
}
