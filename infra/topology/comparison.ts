/** What a comparison will ask of the planned load, and what it takes too few requests for. Pure. */
import type { StackConfig } from "../config/schema/index.ts";
import { defaultPrimaries, type AnalysisPlan } from "../../results/schema/analysis-plan.ts";

/**
 * What the boutique's users do: a pause of 1 to 10 s before each of 19 equally likely tasks, of which two send two
 * requests and one sends three.
 */
const BOUTIQUE = { thinkMs: 5500, requestsPerTask: 23 / 19 };

/** No user of a real service sends more than one request in so long. */
const LEAST_CYCLE_MS = 100;

/** Requests that users send in so long, if answers took no time: what they take is what the plan's spare is for. */
function expectedRequests(measuredMs: number, users: number, thinkTimeFactor: number): number {
  const { thinkMs, requestsPerTask } = BOUTIQUE;
  const cycleMs = Math.max(LEAST_CYCLE_MS, thinkMs * thinkTimeFactor);
  return Math.floor((users * requestsPerTask * measuredMs) / cycleMs);
}

export function planComparison({ load, comparison }: StackConfig): AnalysisPlan {
  const { cpuPerRequest, memory, failurePoints, floorMs, overheadFactor, ...relativePct } = comparison.margins;
  const all = Object.entries({ ...relativePct, "cpu-per-request": cpuPerRequest, memory });
  const given = all.filter((entry): entry is [string, number] => entry[1] !== undefined);
  const margins = {
    relativePct: Object.fromEntries(given),
    failurePoints,
    floorMs,
    overheadFactor,
  };
  if (comparison.primaries) return { primaries: comparison.primaries, notPlanned: [], margins };
  const levels = load.levels.map(({ name, users, durationS }) => ({
    name,
    samples: expectedRequests(1000 * (durationS - load.warmUpS), users, load.thinkTimeFactor),
  }));
  return { ...defaultPrimaries(levels), margins };
}
