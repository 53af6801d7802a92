/**
 * How much latency the links between nodes must add: each response carries the number of sequential round trips over
 * links on its path, and each such trip lasts at least twice the one-way delay.
 */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import type { RecordedEndpoint as EndpointStats } from "../schema/recorded.ts";
import type { RoundTripRow } from "./types.ts";

/** The response header that the services count in; its sums are in the generator's tallies. */
export const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";

interface SideTrips {
  outputs: StackOutputs;
  /** Valid or not: a mean and its trips describe the same responses either way. */
  cells: readonly CellOutput[];
}

export function roundTrips(a: SideTrips, b: SideTrips): RoundTripRow[] {
  const names = new Set([...a.cells, ...b.cells].flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  return ["*", ...names].map((endpoint) => row(endpoint, a, b));
}

function row(endpoint: string, a: SideTrips, b: SideTrips): RoundTripRow {
  const [left, right] = [means(endpoint, a), means(endpoint, b)];
  const trips = { a: left.trips, b: right.trips };
  const observedMs = left.latencyMs === null || right.latencyMs === null ? null : right.latencyMs - left.latencyMs;
  const reason = left.reason ?? right.reason ?? (observedMs === null ? "it was not measured on both sides" : undefined);
  if (reason !== undefined) return { endpoint, trips, explainedMs: null, observedMs, ratio: null, reason };
  const explainedMs = right.trips! * right.tripMs - left.trips! * left.tripMs;
  if (explainedMs === 0) {
    const why = "the same round trips on both sides: links add nothing";
    return { endpoint, trips, explainedMs, observedMs, ratio: null, reason: why };
  }
  return { endpoint, trips, explainedMs, observedMs, ratio: observedMs! / explainedMs };
}

interface Means {
  /** Mean trips per response; 0 where the stack has no link. */
  trips: number | null;
  latencyMs: number | null;
  /** Duration of one round trip over a link. */
  tripMs: number;
  reason?: string;
}

/** Means over all repeats, weighted by responses: the mean of everything that was measured. */
function means(endpoint: string, { outputs, cells }: SideTrips): Means {
  const stats = cells.flatMap(({ result }) => statsOf(endpoint, result.overall, result.endpoints));
  const latencyMs = weighted(stats.map(({ latencyMs, ok }) => [latencyMs.avg, ok]));
  const { links } = outputs.plan;
  if (links.length === 0) return { trips: 0, latencyMs, tripMs: 0 };
  const delays = new Set(links.map(({ oneWayDelayMs }) => oneWayDelayMs));
  const tallies = stats.flatMap(({ tallies }) => tallies[ROUND_TRIPS_HEADER] ?? []);
  const trips = weighted(tallies.map(({ mean, responses }) => [mean, responses]));
  const tripMs = 2 * Math.max(...delays);
  if (delays.size > 1) {
    const reason = `the links of ${outputs.stack} have different delays, and a count of trips does not say over which`;
    return { trips, latencyMs, tripMs, reason };
  }
  if (trips === null) return { trips, latencyMs, tripMs, reason: `no response of ${outputs.stack} counted its trips` };
  return { trips, latencyMs, tripMs };
}

function statsOf(endpoint: string, overall: EndpointStats, endpoints: readonly EndpointStats[]): EndpointStats[] {
  return endpoint === "*" ? [overall] : endpoints.filter(({ name }) => name === endpoint);
}

function weighted(parts: readonly (readonly [value: number | null, weight: number])[]): number | null {
  let [total, weights] = [0, 0];
  for (const [value, weight] of parts) {
    if (value === null) continue;
    total += value * weight;
    weights += weight;
  }
  return weights === 0 ? null : total / weights;
}
