/**
 * The analysis plan: the metrics that decide a comparison, as far as a cell is expected to have enough requests. Pure.
 */
import type { StackConfig } from "../config/schema/index.ts";
import { planLevels, warmUpSOf, type PlannedLevel } from "./levels.ts";
import { ENTRY_THINK_MS } from "./load.ts";
import { defaultPrimaries, type AnalysisPlan } from "../../results/schema/analysis-plan.ts";

/**
 * Users of the scenario `boutique`: a pause of 1 to 10 s before each of 19 equally likely tasks, of which two send two
 * requests and one sends three.
 */
const BOUTIQUE = { thinkMs: 5500, requestsPerTask: 23 / 19 };
/** Users of the path of an entry. */
const ENTRY = { thinkMs: ENTRY_THINK_MS, requestsPerTask: 1 };

/** Shortest time per task that is assumed, because responses take time even without think time. */
const LEAST_CYCLE_MS = 100;

/**
 * Requests that users send in `measuredMs` if responses take no time; the reserve of the analysis plan covers that
 * time.
 */
function expectedRequests(
  { thinkMs, requestsPerTask }: typeof BOUTIQUE,
  { measuredMs, users, thinkTimeFactor }: { measuredMs: number; users: number; thinkTimeFactor: number },
): number {
  const cycleMs = Math.max(LEAST_CYCLE_MS, thinkMs * thinkTimeFactor);
  return Math.floor((users * requestsPerTask * measuredMs) / cycleMs);
}

/** Of a constant load; `null` where the file of a tool decides. */
function expectedSamples(
  { users, ratePerS, durationMs }: PlannedLevel,
  { load, workload }: StackConfig,
): number | null {
  const measuredMs = durationMs - 1000 * warmUpSOf(load);
  if (ratePerS !== undefined) return Math.floor((ratePerS * measuredMs) / 1000);
  if (users === null) return null;
  const { thinkTimeFactor } = load;
  return expectedRequests(workload.entry || workload.url !== undefined ? ENTRY : BOUTIQUE, {
    measuredMs,
    users,
    thinkTimeFactor,
  });
}

export function planComparison(config: StackConfig): AnalysisPlan {
  const { load, comparison } = config;
  const { cpuPerRequest, memory, failurePoints, floorMs, overheadFactor, ...relativePct } = comparison.margins;
  const all = Object.entries({ ...relativePct, "cpu-per-request": cpuPerRequest, memory });
  const given = all.filter((entry): entry is [string, number] => entry[1] !== undefined);
  const margins = {
    relativePct: Object.fromEntries(given),
    failurePoints,
    floorMs,
    overheadFactor,
  };
  const assumed = comparison.assumedSpread;
  const assumedSpread = assumed && { latencyPct: assumed.latency, ratePct: assumed.rate };
  if (comparison.primaries) return { primaries: comparison.primaries, notPlanned: [], margins, assumedSpread };
  const levels = planLevels({ load }).map((level) => ({
    name: level.name,
    samples: expectedSamples(level, config),
    // Percentiles over a load that changes say how it changed.
    unplanned: level.stages ? "its load changes" : undefined,
  }));
  return { ...defaultPrimaries(levels), margins, assumedSpread };
}
