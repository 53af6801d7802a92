/** What a gate on `worse` finds in a comparison, and whether it could find anything at all. */
import { untestedReasons, whatBoundsRate } from "./untested.ts";
import { repeatsToTell } from "./effect.ts";
import { GUARD, holds } from "./guard.ts";
import type { Comparison, PrimaryVerdict } from "./types.ts";

export type Gate =
  | { result: "worse" | "not worse" }
  /** `repeats`: those per side that would tell; `null` if unknown or more than 1000. */
  | { result: "inconclusive"; repeats: number | null }
  /** `cannot decide`: by its nature, whatever is measured. `no evidence`: these runs do not show it. */
  | { result: "cannot decide" | "no evidence"; reason: string };

/** @param metric that decides; `undefined`: the verdict of the stack */
export function gateOf(comparison: Comparison, metric: string | undefined): Gate {
  const { verdicts } = comparison;
  const guards = metric === GUARD ? verdicts.guards : [];
  const held = new Set(guards.filter(holds).map(({ level }) => level));
  const asked = gatePrimaries(comparison, metric);
  const isWorse =
    metric === undefined ? verdicts.verdict === "worse" : asked.some(({ verdict }) => verdict === "worse");
  if (isWorse || guards.some(({ verdict }) => verdict === "worse")) return { result: "worse" };
  const own = asked.filter(({ level }) => !held.has(level));
  if (held.size > 0 && own.length === 0) return { result: "not worse" };
  if (own.every(({ p }) => p === null)) return undecidable(comparison, own);
  const inconclusive = own.filter(({ verdict, p }) => verdict === "inconclusive" && p !== null);
  if (inconclusive.length === 0) return { result: "not worse" };
  const needs = inconclusive.map((primary) => repeatsFor(comparison, primary));
  return { result: "inconclusive", repeats: needs.includes(null) ? null : Math.max(...(needs as number[])) };
}

/** The primaries that decide. */
export const gatePrimaries = ({ verdicts }: Comparison, metric: string | undefined): PrimaryVerdict[] =>
  verdicts.primaries.filter((primary) => metric === undefined || primary.metric === metric);

function undecidable({ levels }: Comparison, own: readonly PrimaryVerdict[]): Gate {
  if (own.length === 0) {
    const isCommon = levels.some(({ a, b }) => a.length > 0 && b.length > 0);
    const reason = isCommon ? "the cells are too short for any primary metric" : "no level was measured on both sides";
    return { result: "no evidence", reason };
  }
  const kinds = new Set(own.map(({ untested }) => untested!.because));
  const isByNature = kinds.size === 1 && kinds.has("the load bounds it");
  return { result: isByNature ? "cannot decide" : "no evidence", reason: untestedReasons(own) };
}

function repeatsFor({ levels }: Comparison, { level, metric }: PrimaryVerdict): number | null {
  const change = levels.find((each) => each.level === level)?.metrics.find((each) => each.metric === metric);
  return change?.spread ? repeatsToTell(change.spread) : null;
}

/** Why a gate on this metric cannot decide anything about such a load; `null` if it can. Known before it is measured. */
export function whyGateCannotDecide(
  metric: string | undefined,
  spec: Parameters<typeof whatBoundsRate>[0],
): string | null {
  return metric === "rate" ? whatBoundsRate(spec) : null;
}
