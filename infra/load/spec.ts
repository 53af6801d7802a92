/** The specification of each cell's load, and of the rehearsal before the first. Pure. */
import { stopConditions } from "@stackmark/loadgen/schema";
import { digest } from "../../base/digest.ts";
import { heightOf, highestOf, type PlannedLevel } from "../topology/levels.ts";
import type { PlannedCell } from "../topology/load.ts";
import { generatorsIn, vantageOf } from "../topology/generators.ts";
import { podVantage } from "../topology/pods.ts";
import type { Plan } from "../topology/plan.ts";
import type { CellSpec } from "./cell.ts";

/** The number of sequential round trips over links that a request took inside the shop. */
const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";

/** @param codeDigest of the scenario's module or of the tool's file; `null` for built-in scenarios */
export function specOf(
  { load, nodes, generators, vantage: where, canary }: Plan,
  { level: name, repeat }: Pick<PlannedCell, "level" | "repeat">,
  codeDigest: string | null = null,
): CellSpec {
  const level = load.levels.find((each) => each.name === name)!;
  const { gracefulStopMs } = load;
  const pool = generatorsIn(generators, level.regions?.from);
  const vantage = load.pods
    ? { kind: "cluster", where: podVantage(nodes, load.pods, level.regions) }
    : { kind: pool.length > 0 ? "vm" : "here", where: vantageOf(pool, where) };
  if (load.tool) {
    const { users, spawnRatePerS, durationMs } = level;
    return {
      ...{ tool: load.tool.name, file: load.tool.file, codeDigest, users, spawnRatePerS, durationMs, gracefulStopMs },
      ...(level.thresholds ? { objectives: level.thresholds } : {}),
      vantage,
    };
  }
  return {
    ...loadOf(level, load.warmUpMs, load.thinkTimeFactor),
    scenario: load.scenario,
    ...(codeDigest === null ? {} : { scenarioDigest: codeDigest }),
    ...(Object.keys(load.scenarioOptions).length === 0 ? {} : { scenarioOptions: load.scenarioOptions }),
    gracefulStopMs,
    // Users make different choices in each repeat, but the same ones in the same cell of two stacks.
    seed: Number.parseInt(digest([load.seed, name, repeat]).slice(0, 8), 16),
    tallyHeaders: [ROUND_TRIPS_HEADER],
    ...(canary?.match ? { canary: canary.match } : {}),
    ...(level.thresholds ? { thresholds: level.thresholds } : {}),
    vantage,
  };
}

/** Users or arrivals over time, and what ends them early. */
function loadOf(level: PlannedLevel, warmUpMs: number, thinkTimeScale: number): Record<string, unknown> {
  const { users, spawnRatePerS, ratePerS, arrivals, durationMs, stages, endsAfterMs, objectives = [] } = level;
  const model = ratePerS === undefined ? { model: "closed", thinkTimeScale } : { model: "open", arrivals };
  const limit = endsAfterMs === undefined ? {} : { findLimit: true, ...stopConditions(objectives, endsAfterMs) };
  if (stages) return { ...model, stages, ...limit };
  const constant = ratePerS === undefined ? { users, spawnRatePerS } : { ratePerS };
  return { ...model, ...constant, durationMs, warmUpMs };
}

/** Users of a rehearsal for a load that adds users until the target fails. */
const STRESS_S = 10;

/** The load of the highest level, long enough for all of its users to start; `null` if there is no rehearsal. */
export function rehearsalOf(plan: Plan, codeDigest: string | null = null): CellSpec | null {
  const { rehearsalMs, tool } = plan.load;
  // What the file of a tool sends cannot be cut short without changing it.
  if (rehearsalMs === 0 || tool) return null;
  const level = highestOf(plan.load.levels);
  const { stages: _, ...spec } = specOf(plan, { level: level.name, repeat: 0 }, codeDigest);
  const short = {
    tallyHeaders: [],
    calibrationMs: 0,
    findLimit: undefined,
    maxErrorRate: undefined,
    maxLatency: undefined,
    thresholds: undefined,
  };
  if (level.ratePerS !== undefined) {
    const ratePerS = level.endsAfterMs === undefined ? level.ratePerS : level.ratePerS / STRESS_S;
    return defined({ ...spec, ...short, ratePerS, warmUpMs: 0, durationMs: rehearsalMs }) as CellSpec;
  }
  const { users, spawnRatePerS } = startOf(level);
  const warmUpMs = Math.ceil((1000 * users) / spawnRatePerS);
  const constant = { users, spawnRatePerS, warmUpMs, durationMs: warmUpMs + rehearsalMs };
  return defined({ ...spec, ...short, ...constant }) as CellSpec;
}

const defined = (spec: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined));

/** Constant users like those at the start of a level. */
function startOf(level: PlannedLevel): { users: number; spawnRatePerS: number } {
  const { stages, spawnRatePerS, endsAfterMs, durationMs } = level;
  const most = heightOf(level);
  const users = stages === undefined ? most : endsAfterMs === undefined ? (stages[0]?.users ?? most) : 0;
  const added = Math.max(1, Math.round((most * 1000 * STRESS_S) / durationMs));
  return { users: users > 0 ? users : added, spawnRatePerS: spawnRatePerS ?? Math.max(1, (users || added) / STRESS_S) };
}
