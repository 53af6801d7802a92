/**
 * Latency from each region to each region: one cell of the matrix for a pool of generators and a target, with what the
 * distance adds and how much of that the round trip explains. Pure.
 */
import { evidenceOf, isEvidence } from "../compare/evidence.ts";
import { weighted } from "../compare/round-trips.ts";
import { withinCell } from "../compare/within-run.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import type { Bounded, RegionDelta, RegionMatrix, RegionPair } from "../schema/region-matrix.ts";
import { differenceOf, interval, KNOWN_VARIANCE, meanOf, type Uncertain } from "../statistics/index.ts";

export const PERCENTILES = ["p50", "p95", "p99"] as const;
type Percentile = (typeof PERCENTILES)[number];

type Run = Pick<StackOutputs, "load"> & { plan: Pick<StackOutputs["plan"], "levels"> };
type PairLevel = Run["plan"]["levels"][number] & { regions: { from: string; to: string; level: string } };

/**
 * One matrix for each level that ran between regions; empty if none did.
 * @param runs one, or one of each stack where each region is a stack
 */
export function regionMatrices(runs: readonly Run[]): RegionMatrix[] {
  const pairs = runs.flatMap(({ plan, load }) =>
    plan.levels.filter(isPair).map(({ name, regions }) => ({
      ...regions,
      name,
      cells: load.filter((cell) => cell.level === name),
    })),
  );
  return [...Map.groupBy(pairs, ({ level }) => level)].map(([level, own]) => matrixOf(level, own));
}

const isPair = (level: Run["plan"]["levels"][number]): level is PairLevel => level.regions !== undefined;

interface MeasuredPair {
  from: string;
  to: string;
  name: string;
  cells: CellOutput[];
}

function matrixOf(level: string, measured: readonly MeasuredPair[]): RegionMatrix {
  const read = measured.map((pair) => ({ pair, reading: readingOf(pair.cells) }));
  const pairs = read.map(({ pair: { from, to, name, cells }, reading }): RegionPair => {
    const near = from === to ? undefined : read.find(({ pair }) => pair.from === from && pair.to === from);
    const { evidence, rttMs, requests, failuresPct, latency } = reading;
    return {
      ...{ from, to, level: name, evidence, cells: cells.length, rttMs, requests, failuresPct },
      ...byPercentile((each) => boundedOf(latency[each])),
      delta: near ? deltaOf(near.reading, reading) : null,
      objectives: objectivesOf(cells),
    };
  });
  return {
    level,
    pools: [...new Set(measured.map(({ from }) => from))],
    targets: [...new Set(measured.map(({ to }) => to))],
    pairs,
    isWithinRun: pairs.some(({ evidence }) => evidence === 1),
  };
}

const byPercentile = <T>(of: (each: Percentile) => T): Record<Percentile, T> => ({
  p50: of("p50"),
  p95: of("p95"),
  p99: of("p99"),
});

interface Reading extends Pick<RegionPair, "evidence" | "rttMs" | "requests" | "failuresPct"> {
  /** Logarithms of milliseconds. */
  latency: Record<Percentile, Uncertain | null>;
}

function readingOf(cells: readonly CellOutput[]): Reading {
  const evidence = cells.map((cell) => evidenceOf(cell, cell)).filter(isEvidence);
  const requests = evidence.reduce((sum, { stats }) => sum + stats.requests, 0);
  const failures = evidence.reduce((sum, { stats }) => sum + stats.failures, 0);
  const logs = (each: Percentile): Uncertain | null => {
    const known = evidence.flatMap((cell) => {
      const ms = cell.stats.latencyMs[each];
      return ms !== null && ms > 0 ? [{ cell, log: Math.log(ms) }] : [];
    });
    const [first] = known;
    if (first === undefined || known.length < evidence.length) return null;
    if (known.length > 1) return meanOf(known.map(({ log }) => log));
    return { value: first.log, variance: withinCell(each, first.cell) ** 2, degreesOfFreedom: KNOWN_VARIANCE };
  };
  return {
    evidence: evidence.length,
    rttMs: weighted(evidence.map(({ source }) => [roundTripOf(source), 1])),
    requests,
    failuresPct: requests === 0 ? null : (100 * failures) / requests,
    latency: byPercentile(logs),
  };
}

/** The median, as what it explains is a difference of medians; the mean where older versions recorded nothing else. */
function roundTripOf({ result: { vantage } }: CellOutput): number | null {
  const { rttMs } = vantage;
  return rttMs === null ? null : (rttMs.p50 ?? rttMs.mean);
}

const CONFIDENCE = 0.95;

/** Of a logarithm: the geometric mean of repeats. */
function boundedOf(log: Uncertain | null): Bounded | null {
  if (log === null) return null;
  const { low, high } = interval(differenceOf(CERTAIN_ZERO, log), CONFIDENCE);
  return { ms: Math.exp(log.value), low: Math.exp(low), high: Math.exp(high) };
}

const CERTAIN_ZERO: Uncertain = { value: 0, variance: 0, degreesOfFreedom: KNOWN_VARIANCE };

function deltaOf(near: Reading, far: Reading): RegionDelta {
  const latency = byPercentile((each) => differenceMs(near.latency[each], far.latency[each]));
  const rttMs = near.rttMs === null || far.rttMs === null ? null : far.rttMs - near.rttMs;
  const added = latency.p50?.ms ?? 0;
  return { ...latency, rttMs, explained: rttMs === null || added <= 0 ? null : rttMs / added };
}

/** In milliseconds, because what a distance adds does not grow with the latency that was there before. */
function differenceMs(near: Uncertain | null, far: Uncertain | null): Bounded | null {
  if (near === null || far === null) return null;
  const estimate = differenceOf(inMs(near), inMs(far));
  return { ms: estimate.difference, ...interval(estimate, CONFIDENCE) };
}

/** The first-order variance of an exponential (delta method). */
function inMs({ value, variance, degreesOfFreedom }: Uncertain): Uncertain {
  const ms = Math.exp(value);
  return { value: ms, variance: ms ** 2 * variance, degreesOfFreedom };
}

function objectivesOf(cells: readonly CellOutput[]): RegionPair["objectives"] {
  const all = Map.groupBy(
    cells.flatMap(({ result }) => result.thresholds ?? []),
    ({ threshold }) => threshold,
  );
  return [...all].map(([threshold, each]) => {
    const broken = each.find(({ holds }) => !holds);
    return { threshold, holds: broken === undefined, value: (broken ?? each[0]!).value };
  });
}
