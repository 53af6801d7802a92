import type { CellResult, Segment } from "../../schema/cell.ts";
import { inMs, quantiles, samplesNeeded } from "../../histogram/percentiles.ts";
import { addSparse, Histogram } from "../../histogram/index.ts";
import type { Kind } from "../../schema/request.ts";
import type { WorkerSecond } from "../../measure/second.ts";

type Steady = NonNullable<CellResult["steady"]>[number];
type Pair = [number | null, number | null];

/** How far apart the halves of a plateau may be, as a share of the first. */
const tolerance = 0.05;

/** Of a normal distribution: chance alone goes beyond it, either way, once in a hundred. */
const z = 2.576;

/**
 * Whether each plateau was one: its halves within 5 % of each other in rate and, where both have enough samples, in median.
 * Beyond that it was none (`false`), unless so few requests differ that much by chance (`null`).
 */
export function steadiness(halves: PlateauHalves, untilMs: number): Steady[] {
  return halves.list(untilMs).map(({ segment, halves: [first, second] }) => {
    const ratePerS: [number, number] = [rateOf(first), rateOf(second)];
    const p50Ms: Pair = [medianOf(first), medianOf(second)];
    const parts = [
      near(ratePerS) || (mayBeEqualRates(first, second) ? null : false),
      near(p50Ms) || (mayBeEqualMedians(first, second) ? null : false),
    ];
    const holds = parts.includes(false) ? false : parts.includes(null) ? null : true;
    return { segment, holds, ratePerS, p50Ms };
  });
}

function rateOf({ requests, seconds }: Half): number {
  return requests / seconds;
}

function medianOf({ histogram }: Half): number | null {
  return histogram.count < samplesNeeded(quantiles.p50) ? null : inMs(histogram.quantile(0.5));
}

function near([first, second]: Pair): boolean {
  if (first === null || second === null) return true;
  return Math.abs(second - first) <= tolerance * first;
}

/** Counts of equal times that come one by one: their difference has their sum as its variance. */
function mayBeEqualRates({ requests: first }: Half, { requests: second }: Half): boolean {
  return Math.abs(second - first) <= z * Math.sqrt(first + second);
}

/** The intervals of both medians, by the order of samples, reach each other; each is narrower by √2, as both vary. */
function mayBeEqualMedians(first: Half, second: Half): boolean {
  const [own, other] = [medianInterval(first), medianInterval(second)];
  return own.from <= other.to && other.from <= own.to;
}

function medianInterval({ histogram }: Half): { from: number; to: number } {
  const reach = (z / Math.SQRT2) * Math.sqrt(0.25 / histogram.count);
  return { from: histogram.quantile(0.5 - reach)!, to: histogram.quantile(0.5 + reach)! };
}

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
