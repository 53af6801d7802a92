/** What explains a changed latency: round trips over links between nodes, or a node that has no CPU left. */
import type { Cause } from "./headline-types.ts";
import type { LevelComparison } from "./types.ts";

/** Average share of its CPU quota from which the busiest node counts as saturated. */
const SATURATED_PCT = 90;

export const isSaturated = (cpuPct: number): boolean => cpuPct >= SATURATED_PCT;

/**
 * Of the latencies of a level; `null` if its links add nothing, or nothing is known of them.
 * @param topology how many links differ, and the services that moved
 */
export function causeOf({ roundTrips }: LevelComparison, topology: { links: number; moved: string[] }): Cause | null {
  const all = roundTrips.find(({ endpoint }) => endpoint === "*");
  if (!all || all.observedMs === null || all.explainedMs === 0) return null;
  const { trips, explainedMs, observedMs, asTrips, reason } = all;
  if (explainedMs !== null && trips.a !== null && trips.b !== null) {
    const isFromNone = trips.a === 0 || trips.b === 0;
    return { kind: "round trips", trips: trips.b - trips.a, isFromNone, explainedMs, observedMs, ...topology };
  }
  if (asTrips) return { kind: "equivalent round trips", count: asTrips.count, rttMs: asTrips.rttMs };
  return reason === undefined ? null : { kind: "unknown", reason };
}

/** Share of its CPU quota that the busiest node of a side used, in percent; `null` if it is not saturated. */
export function saturationOf({ metrics }: LevelComparison, side: "a" | "b"): number | null {
  const value = metrics.find(({ metric }) => metric === "cpu-quota")?.[side].value ?? null;
  return value !== null && isSaturated(value) ? value : null;
}
