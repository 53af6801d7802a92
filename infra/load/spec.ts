/** The load specification of one cell, from the plan. Pure. */
import type { Plan } from "../topology/plan.ts";
import type { PlannedCell } from "../topology/load.ts";
import { digest } from "../catalog/digest.ts";
import type { CellSpec } from "./cell-inputs.ts";

/** Says how many round trips over links a request took inside the shop, one after the other. */
const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";

export function specOf({ load, vantage }: Plan, { level: name, repeat }: PlannedCell): CellSpec {
  const level = load.levels.find((each) => each.name === name)!;
  return {
    model: "closed",
    scenario: load.scenario,
    users: level.users,
    spawnRatePerS: level.spawnRatePerS,
    durationMs: level.durationMs,
    warmUpMs: load.warmUpMs,
    gracefulStopMs: load.gracefulStopMs,
    thinkTimeScale: load.thinkTimeFactor,
    // Repeats differ in what their users choose; the same cell of two stacks does not.
    seed: Number.parseInt(digest([load.seed, name, repeat]).slice(0, 8), 16),
    tallyHeaders: [ROUND_TRIPS_HEADER],
    vantage: { kind: "here", where: vantage },
  };
}
