import { levelAt } from "../../schedule/curve.ts";
import type { Plan } from "../../schedule/plan.ts";
import type { CellResult } from "../../schema/cell.ts";
import type { ParsedSpec } from "../../schema/spec.ts";
import { CONDITION_CODES, type Ending } from "./status.ts";

/** The load at which a condition ended a load that was to find it; `undefined` if none did. */
export function limitOf(
  spec: Pick<ParsedSpec, "findLimit" | "maxErrorRate" | "maxLatency">,
  plan: Pick<Plan, "level">,
  { stoppedAtMs, stopReason }: Pick<Ending, "stoppedAtMs" | "stopReason">,
): CellResult["limit"] {
  const condition = stopReason?.code ?? "";
  if (spec.findLimit !== true || stoppedAtMs === undefined || !CONDITION_CODES.includes(condition)) return undefined;
  const windowMs = windowOf(spec, condition);
  // Conditions look at whole seconds.
  const atMs = 1000 * Math.floor(stoppedAtMs / 1000);
  const load = (at: number) => Math.floor(levelAt(plan.level, Math.max(0, at)));
  return { condition, atMs, load: load(atMs), sustained: load(atMs - windowMs) };
}

/** A threshold looks at everything so far, so nothing before it is known to be fine. */
function windowOf({ maxErrorRate, maxLatency }: Parameters<typeof limitOf>[0], condition: string): number {
  if (condition === "error-rate") return maxErrorRate?.windowMs ?? 0;
  if (condition === "latency") return Math.max(0, ...(maxLatency ?? []).map(({ windowMs }) => windowMs));
  return Infinity;
}
