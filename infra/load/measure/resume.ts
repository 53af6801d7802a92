/** Resumes a cell that was stopped: the missing part, and how it is joined to the earlier one. */
import { isDeepStrictEqual } from "node:util";
import { mergeCells, type LoadOutcome } from "@stackmark/loadgen";
import type { ArchivedCell } from "../../../results/archive/index.ts";
import type { Environment, MeasuredCell, MetricsSummary, Usage } from "../../../results/schema/outputs.ts";
import { plannedMs, type CellOutputs, type CellSpec } from "../cell.ts";
import type { MeasuredHere } from "./measure.ts";

/** A shorter part is not worth its warm-up. */
const MIN_PART_MS = 1000;

export interface EarlierPart {
  outcome: LoadOutcome;
  metrics: MetricsSummary;
  /** End of its series. */
  endMs: number;
}

/** Machines and versions of a measurement. */
export interface Setting {
  /** IDs of the machines. */
  instances: string[];
  environment: Environment;
}

/**
 * The earlier attempt, to be resumed; null if the cell must be measured again, because the attempt was invalid, too
 * short, or made on other machines or with other versions, or because its archived result is not the one in the state.
 */
export function earlierPart(olds: CellOutputs, archived: ArchivedCell, now: Setting): EarlierPart | null {
  if (!olds.output || (olds.output.digest && olds.output.digest !== archived.digest)) return null;
  // Nothing is imported into the run of a stack.
  const output = archived.output as MeasuredCell | null;
  const was = { instances: olds.instances, environment: output?.environment };
  if (!isDeepStrictEqual(was, { instances: now.instances, environment: now.environment })) return null;
  if (olds.status !== "partial" || !output?.metrics || output.result.measuredMs < MIN_PART_MS) return null;
  // A load that changes cannot be joined from two parts.
  if (olds.spec.stages || olds.spec["tool"] !== undefined) return null;
  if (!archived.histograms || Object.keys(archived.histograms).length === 0) return null;
  const histograms = archived.histograms as unknown as LoadOutcome["histograms"];
  const ends = [...archived.seconds, ...archived.metrics].map((line) => line.atMs);
  return { outcome: { result: output.result, histograms }, metrics: output.metrics, endMs: Math.max(0, ...ends) };
}

/** The warm-up again, then the missing time. */
export function missingSpec(spec: CellSpec, earlier: EarlierPart): CellSpec {
  const { warmUpMs = 0 } = spec;
  const missing = plannedMs(spec) - warmUpMs - earlier.outcome.result.measuredMs;
  return { ...spec, durationMs: warmUpMs + Math.max(MIN_PART_MS, Math.round(missing)) };
}

/** Both parts as one cell of the whole specification. */
export function join(spec: CellSpec, earlier: EarlierPart, later: MeasuredHere): MeasuredHere {
  const merged = mergeCells([earlier.outcome, later]);
  const result = { ...merged.result, spec: { ...merged.result.spec, durationMs: plannedMs(spec) } };
  // Steal and blocks belong to one stretch of time: two parts have none.
  return {
    ...later,
    stealPct: null,
    blocks: null,
    ...merged,
    result,
    metrics: earlier.metrics && later.metrics ? mergeMetrics(earlier.metrics, later.metrics) : null,
  };
}

type Gauge = Usage["cpuCores"];
type Counter = Usage["networkInBytes"];

const lengthMs = ({ window }: MetricsSummary): number => Date.parse(window.to) - Date.parse(window.from);

/** @param b the later part; the window spans both, from the first's begin to the second's end */
export function mergeMetrics(a: MetricsSummary, b: MetricsSummary): MetricsSummary {
  const [aMs, bMs] = [lengthMs(a), lengthMs(b)];
  const gauge = (x: Gauge, y: Gauge): Gauge => {
    if (x.avg === null || y.avg === null || x.max === null || y.max === null) return x.avg === null ? x : y;
    return { avg: (x.avg * aMs + y.avg * bMs) / (aMs + bMs), max: Math.max(x.max, y.max) };
  };
  const counter = (x: Counter, y: Counter): Counter => {
    if (x.total === null || y.total === null) return x.total === null ? x : y;
    const total = x.total + y.total;
    return { total, perS: (total * 1000) / (aMs + bMs) };
  };
  const either = <T>(merge: (x: T, y: T) => T, x: T | undefined, y: T | undefined): T | undefined =>
    x === undefined || y === undefined ? y : merge(x, y);
  const count = (x: number | null, y: number | null): number | null => (x === null || y === null ? null : x + y);
  const usage = <U extends Usage>(x: U, y: U): U => ({
    ...y,
    replicas: either(gauge, x.replicas, y.replicas),
    cpuCores: gauge(x.cpuCores, y.cpuCores),
    cpuPct: gauge(x.cpuPct, y.cpuPct),
    cpuRequestPct: either(gauge, x.cpuRequestPct, y.cpuRequestPct),
    cpuThrottledPct: either(gauge, x.cpuThrottledPct, y.cpuThrottledPct),
    memoryBytes: gauge(x.memoryBytes, y.memoryBytes),
    memoryPct: gauge(x.memoryPct, y.memoryPct),
    memoryRequestPct: either(gauge, x.memoryRequestPct, y.memoryRequestPct),
    networkInBytes: counter(x.networkInBytes, y.networkInBytes),
    networkOutBytes: counter(x.networkOutBytes, y.networkOutBytes),
    crossNodeBytes: counter(x.crossNodeBytes, y.crossNodeBytes),
    diskReadBytes: either(counter, x.diskReadBytes, y.diskReadBytes),
    diskWrittenBytes: either(counter, x.diskWrittenBytes, y.diskWrittenBytes),
    restarts: count(x.restarts, y.restarts),
    oomKills: either(count, x.oomKills, y.oomKills),
  });
  const both = <U extends Usage>(xs: readonly U[], ys: readonly U[]): U[] =>
    ys.map((y) => {
      const x = xs.find((each) => each.name === y.name);
      return x ? usage(x, y) : y;
    });
  return {
    window: { from: a.window.from, to: b.window.to },
    scrapeIntervalMs: b.scrapeIntervalMs,
    scrapes: a.scrapes + b.scrapes,
    failedScrapes: a.failedScrapes + b.failedScrapes,
    gaps: b.gaps && [...(a.gaps ?? []), ...b.gaps],
    services: both(a.services, b.services),
    nodes: both(a.nodes, b.nodes),
    pods: b.pods && both(a.pods ?? [], b.pods),
    crossNodeBytes: counter(a.crossNodeBytes, b.crossNodeBytes),
    links: b.links?.map(({ between, roundTrips }) => {
      const earlier = a.links?.find((link) => isDeepStrictEqual(link.between, between));
      return { between, roundTrips: earlier ? counter(earlier.roundTrips, roundTrips) : roundTrips };
    }),
    events: b.events && [...(a.events ?? []), ...b.events],
  };
}
