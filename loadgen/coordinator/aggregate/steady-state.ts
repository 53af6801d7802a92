import type { CellResult, Segment } from "../../schema/cell.ts";
import { inMs, QUANTILES, samplesNeeded } from "../../histogram/percentiles.ts";
import { addSparse, Histogram } from "../../histogram/index.ts";
import type { TimingKind } from "../../schema/request.ts";
import type { MeasuredSecond } from "../../measure/second.ts";

type Steady = NonNullable<CellResult["steady"]>[number];
type Pair = [number | null, number | null];

/**
 * Allowed difference of the halves of a plateau, as a share of the first. A reported figure is of both halves, so half of
 * the difference separates it from the second one: at most 5 %, the margin of a comparison.
 */
const TOLERANCE = 0.1;
/** Allowed difference of two medians however small they are, for the same reason: 0.2 ms is the smallest margin. */
const FLOOR_MS = 0.4;

/** A half of one second is the start of the users who have just come: such a plateau is a step on the way to a longer one. */
const LEAST_HALF_S = 2;

/** Two-sided 99 % quantile of the normal distribution. */
const Z_99 = 2.576;

/**
 * Whether each plateau of at least four seconds was steady: its halves are within 10 % in rate and, with enough samples in
 * both, within 10 % or 0.4 ms in median. Otherwise `false`, or `null` if chance may explain the difference.
 */
export function steadyStateOf(parts: SteadyStateCheck, untilMs: number): Steady[] {
  return parts.list(untilMs).map(({ segment, parts: [first, second] }) => {
    const ratePerS: [number, number] = [rateOf(first), rateOf(second)];
    const p50Ms: Pair = [medianOf(first), medianOf(second)];
    const parts = [
      near(ratePerS) || (mayBeEqualRates(first, second) ? null : false),
      near(p50Ms, FLOOR_MS) || (mayBeEqualMedians(first, second) ? null : false),
    ];
    const holds = parts.includes(false) ? false : parts.includes(null) ? null : true;
    return { segment, holds, ratePerS, p50Ms };
  });
}

function rateOf({ requests, seconds }: PlateauPart): number {
  return requests / seconds;
}

function medianOf({ histogram }: PlateauPart): number | null {
  return histogram.count < samplesNeeded(QUANTILES.p50) ? null : inMs(histogram.quantile(0.5));
}

function near([first, second]: Pair, floor = 0): boolean {
  if (first === null || second === null) return true;
  return Math.abs(second - first) <= Math.max(TOLERANCE * first, floor);
}

/** Poisson counts over equal times: the variance of their difference is their sum. */
function mayBeEqualRates({ requests: first }: PlateauPart, { requests: second }: PlateauPart): boolean {
  return Math.abs(second - first) <= Z_99 * Math.sqrt(first + second);
}

/** Whether the medians' confidence intervals by order statistics overlap; each is narrower by √2, as both medians vary. */
function mayBeEqualMedians(first: PlateauPart, second: PlateauPart): boolean {
  const [own, other] = [medianInterval(first), medianInterval(second)];
  return own.from <= other.to && other.from <= own.to;
}

function medianInterval({ histogram }: PlateauPart): { from: number; to: number } {
  const reach = (Z_99 / Math.SQRT2) * Math.sqrt(0.25 / histogram.count);
  const at = (quantile: number) => histogram.quantile(quantile) ?? Infinity;
  return { from: at(0.5 - reach), to: at(0.5 + reach) };
}

/** One half of a plateau: requests that ended in it, and the times of the successful ones. */
export interface PlateauPart {
  seconds: number;
  requests: number;
  histogram: Histogram;
}

interface Plateau {
  segment: string;
  fromSecond: number;
  toSecond: number;
  parts: readonly [PlateauPart, PlateauPart];
}

/** Collects the two halves of each measured plateau, in whole seconds; an odd second in the middle counts for neither. */
export class SteadyStateCheck {
  readonly #kind: TimingKind;
  readonly #plateaus: Plateau[];

  constructor(segments: readonly Segment[], kind: TimingKind) {
    this.#kind = kind;
    this.#plateaus = segments.flatMap(({ name, kind: shape, measured, startMs, endMs }) => {
      const [fromSecond, toSecond] = [Math.ceil(startMs / 1000), Math.floor(endMs / 1000)];
      const seconds = Math.floor((toSecond - fromSecond) / 2);
      if (shape !== "plateau" || !measured || seconds < LEAST_HALF_S) return [];
      const newPart = (): PlateauPart => ({ seconds, requests: 0, histogram: new Histogram() });
      return [{ segment: name, fromSecond, toSecond, parts: [newPart(), newPart()] as const }];
    });
  }

  add(second: Pick<MeasuredSecond, "second" | "counts" | "histograms">): void {
    const part = this.#partOf(second.second);
    if (part === undefined) return;
    for (const { ok, failed } of second.counts) part.requests += ok + failed;
    for (const entry of second.histograms) {
      if (entry.kind === this.#kind && entry.outcome === "ok") addSparse(part.histogram, entry);
    }
  }

  /** The plateaus that ended before `untilMs`. */
  list(untilMs: number): Pick<Plateau, "segment" | "parts">[] {
    return this.#plateaus.filter(({ toSecond }) => toSecond * 1000 <= untilMs);
  }

  #partOf(second: number): PlateauPart | undefined {
    const plateau = this.#plateaus.find(({ fromSecond, toSecond }) => second >= fromSecond && second < toSecond);
    if (plateau === undefined) return undefined;
    const { fromSecond, toSecond, parts: parts } = plateau;
    if (second < fromSecond + parts[0].seconds) return parts[0];
    return second >= toSecond - parts[1].seconds ? parts[1] : undefined;
  }
}
