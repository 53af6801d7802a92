/**
 * How much latency the links between nodes must add: trips over them that a request makes one after the other, and what
 * each lasts.
 */
import { entryRoundTripMs, linkCost, statsOf, weighted, type SideTrips } from "./link-costs.ts";
import type { RoundTripRow } from "./types.ts";

export function roundTrips(a: SideTrips, b: SideTrips): RoundTripRow[] {
  const names = new Set([...a.cells, ...b.cells].flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  return ["*", ...names].map((endpoint) => row(endpoint, a, b));
}

function row(endpoint: string, a: SideTrips, b: SideTrips): RoundTripRow {
  const [left, right] = [linkCost(endpoint, a), linkCost(endpoint, b)];
  const trips = { a: left.trips, b: right.trips };
  const [before, after] = [meanMs(endpoint, a), meanMs(endpoint, b)];
  const observedMs = before === null || after === null ? null : after - before;
  const reason = left.reason ?? right.reason ?? (observedMs === null ? "it was not measured on both sides" : undefined);
  const found = { endpoint, trips, observedMs, asTrips: null, explainedMs: null, ratio: null };
  if (reason !== undefined) return { ...found, asTrips: asTrips(observedMs, a, b), reason };
  const explainedMs = right.ms! - left.ms!;
  if (explainedMs === 0)
    return { ...found, explainedMs, reason: "the same round trips on both sides: links add nothing" };
  return { ...found, explainedMs, ratio: observedMs! / explainedMs };
}

/** By what a trip between the entry and the rest lasts more on one side; `null` where it lasts the same. */
function asTrips(observedMs: number | null, a: SideTrips, b: SideTrips): RoundTripRow["asTrips"] {
  const rttMs = (entryRoundTripMs(b) ?? 0) - (entryRoundTripMs(a) ?? 0);
  return observedMs === null || rttMs === 0 ? null : { count: observedMs / rttMs, rttMs };
}

/** Over all repeats, weighted by responses: the mean of everything that was measured. */
function meanMs(endpoint: string, { cells }: SideTrips): number | null {
  return weighted(statsOf(endpoint, cells).map(({ latencyMs, ok }) => [latencyMs.avg, ok]));
}
