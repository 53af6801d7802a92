/**
 * The latency that links between nodes add to a request: sequential round trips over links times the duration of one.
 * The storefront counts its round trips in each response. For others, the plan lists the calls between services, and the
 * pre-flight measured the round trips between nodes; or else emulated links counted the round trips of all requests.
 */
import { CLUSTER_DNS, type CellOutput, type StackOutputs } from "../schema/outputs.ts";
import type { RecordedEndpoint as EndpointStats } from "../schema/recorded.ts";
import type { RoundTripRow } from "./types.ts";

export function roundTrips(a: SideTrips, b: SideTrips): RoundTripRow[] {
  const names = new Set([...a.cells, ...b.cells].flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  return ["*", ...names].map((endpoint) => row(endpoint, a, b));
}

function row(endpoint: string, a: SideTrips, b: SideTrips): RoundTripRow {
  const [left, right] = [linkLatency(endpoint, a), linkLatency(endpoint, b)];
  const trips = { a: left.trips, b: right.trips };
  const [before, after] = [meanMs(endpoint, a), meanMs(endpoint, b)];
  const means = before === null || after === null ? null : { a: before, b: after };
  const observedMs = means && means.b - means.a;
  const reason = left.reason ?? right.reason ?? (observedMs === null ? "it was not measured on both sides" : undefined);
  const found = { endpoint, trips, meanMs: means, observedMs, asTrips: null, explainedMs: null, ratio: null };
  if (reason !== undefined) return { ...found, asTrips: asTrips(observedMs, a, b), reason };
  const explainedMs = right.ms! - left.ms!;
  const overlap = [left, right].some(({ isUpperBound }) => isUpperBound) && overlapReason(explainedMs, observedMs!);
  if (overlap) return { ...found, reason: overlap };
  if (explainedMs === 0)
    return { ...found, explainedMs, reason: "both sides have the same round trips: links add nothing" };
  return { ...found, explainedMs, ratio: observedMs! / explainedMs };
}

/** An upper bound may exceed what was observed by this share without telling that calls were made at once. */
const BOUND_TOLERANCE = 0.1;

function overlapReason(explainedMs: number, observedMs: number): string | undefined {
  if (Math.abs(explainedMs) <= (1 + BOUND_TOLERANCE) * Math.abs(observedMs)) return undefined;
  return "requests make calls at once, and links only count all of their round trips";
}

/** The observed difference in round trips between the entry and other services; `null` if these last equally long on both sides. */
function asTrips(observedMs: number | null, a: SideTrips, b: SideTrips): RoundTripRow["asTrips"] {
  const rttMs = (entryRoundTripMs(b) ?? 0) - (entryRoundTripMs(a) ?? 0);
  return observedMs === null || rttMs === 0 ? null : { count: observedMs / rttMs, rttMs };
}

/** The mean over all successful responses of all repeats. */
function meanMs(endpoint: string, { cells }: SideTrips): number | null {
  return weighted(statsOf(endpoint, cells).map(({ latencyMs, ok }) => [latencyMs.avg, ok]));
}

/** Response header with the number of round trips; the generator's tallies hold the sums. */
export const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";

export interface SideTrips {
  outputs: StackOutputs;
  /** Including invalid ones: the mean latency and its round trips describe the same responses either way. */
  cells: readonly CellOutput[];
}

interface LinkLatency {
  /** Mean number of sequential round trips per response; 0 on a single node. */
  trips: number | null;
  /** Their duration; `null` with a reason. */
  ms: number | null;
  /** Round trips that may have been waited for at once were counted one by one. */
  isUpperBound?: boolean;
  reason?: string;
}

const NO_LINKS: LinkLatency = { trips: 0, ms: 0 };

function linkLatency(endpoint: string, side: SideTrips): LinkLatency {
  const { cluster, plan, placement, stack } = side.outputs;
  if (new Set(placement.map(({ node }) => node)).size < 2 && plan.links.length === 0) return NO_LINKS;
  if (cluster || (plan.calls && plan.links.length > 0)) return calledLinkLatency(endpoint, side);
  if (plan.links.length > 0) return countedLinkLatency(endpoint, side);
  return { trips: null, ms: null, reason: `the links between the nodes of ${stack} were not recorded` };
}

function countedLinkLatency(endpoint: string, { outputs, cells }: SideTrips): LinkLatency {
  const { stack, plan } = outputs;
  const trips = countedTrips(endpoint, cells);
  const relayed = trips === null ? relayedLinkLatency(endpoint, { outputs, cells }) : null;
  if (relayed) return relayed;
  const delays = new Set(plan.links.map(({ oneWayDelayMs }) => oneWayDelayMs));
  if (delays.size > 1) {
    const reason = `the links of ${stack} have different delays, and the round-trip count does not say which of them were used`;
    return { trips, ms: null, reason };
  }
  if (trips === null) return { trips, ms: null, reason: `no response of ${stack} reported its round trips` };
  return { trips, ms: trips * 2 * Math.max(...delays) };
}

/**
 * From the round trips that the links themselves counted, for programs that do not report any. Links do not know endpoints, so
 * `null` unless all requests count. Requests that make calls at once wait for fewer round trips than they cause: then it is
 * an upper bound.
 */
function relayedLinkLatency(endpoint: string, { outputs: { plan }, cells }: SideTrips): LinkLatency | null {
  const endpoints = new Set(cells.flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  if (cells.length === 0 || (endpoint !== "*" && endpoints.size > 1)) return null;
  let [requests, trips, ms] = [0, 0, 0];
  for (const { result, metrics } of cells) {
    requests += result.overall.requests;
    for (const { between, oneWayDelayMs } of plan.links) {
      const counted = metrics?.links?.find((link) => isSamePair(link.between, between))?.roundTrips.total ?? null;
      if (counted === null) return null;
      trips += counted;
      ms += counted * 2 * oneWayDelayMs;
    }
  }
  return requests === 0 ? null : { trips: trips / requests, ms: ms / requests, isUpperBound: true };
}

const isSamePair = (one: readonly string[], other: readonly string[]): boolean =>
  one.every((end) => other.includes(end));

/** For each call, the mean over all pairs of replicas of its two services. */
function calledLinkLatency(endpoint: string, side: SideTrips): LinkLatency {
  const { outputs } = side;
  if (endpoint === "*") return overallLinkLatency(side);
  const calls = outputs.plan.calls?.filter((call) => call.endpoint === endpoint) ?? [];
  if (calls.length === 0)
    return { trips: null, ms: null, reason: `the calls between the services of ${outputs.stack} are unknown` };
  let [trips, ms] = [0, 0];
  for (const { from, to, times } of calls) {
    const pair = pairLatency(outputs, from, to);
    if (typeof pair === "string") return { trips: null, ms: null, reason: pair };
    if (pair.share === 0) continue;
    if (times === null)
      return { trips: null, ms: null, reason: `how often ${from} calls ${to} depends on the contents of carts` };
    trips += times * pair.share;
    ms += times * pair.ms;
  }
  return { trips, ms };
}

/** The mean over all endpoints, weighted by their successful responses. */
function overallLinkLatency({ outputs, cells }: SideTrips): LinkLatency {
  const names = new Set(cells.flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  const parts = [...names].map((name) => ({ ...linkLatency(name, { outputs, cells }), ok: okOf(name, cells) }));
  const unknown = parts.find(({ ms, ok }) => ms === null && ok > 0);
  if (unknown) return { trips: null, ms: null, reason: unknown.reason! };
  return { trips: weighted(parts.map(({ trips, ok }) => [trips, ok])), ms: weighted(parts.map((p) => [p.ms, p.ok])) };
}

const okOf = (endpoint: string, cells: readonly CellOutput[]): number =>
  statsOf(endpoint, cells).reduce((sum, { ok }) => sum + ok, 0);

function nodesOf({ placement, plan }: StackOutputs, service: string): string[] {
  if (service === CLUSTER_DNS) return plan.nodes.filter(({ role }) => role === "server").map(({ name }) => name);
  return placement.filter((placed) => placed.service === service).map(({ node }) => node);
}

/** Share of the calls between two services that cross nodes, and the mean network time of a call; a string is the reason why it is unknown. */
function pairLatency(outputs: StackOutputs, from: string, to: string): { share: number; ms: number } | string {
  const [callers, callees] = [from, to].map((service) => nodesOf(outputs, service));
  const pairs = callers!.flatMap((caller) => callees!.map((callee) => [caller, callee] as const));
  if (pairs.length === 0) return `the node of ${callers!.length === 0 ? from : to} is unknown`;
  let [crossing, ms] = [0, 0];
  for (const [caller, callee] of pairs) {
    if (caller === callee) continue;
    const rtt = roundTripMs(outputs, caller, callee);
    if (rtt === null) return `the round trip between ${caller} and ${callee} was not measured`;
    crossing += 1;
    ms += rtt;
  }
  return { share: crossing / pairs.length, ms: ms / pairs.length };
}

/** Measured between pods, or else between machines, as the mean of both directions; of an emulated link, its delay. */
export function roundTripMs({ cluster, plan }: StackOutputs, one: string, other: string): number | null {
  if (!cluster) {
    const link = plan.links.find(({ between }) => isSamePair(between, [one, other]));
    return link ? 2 * link.oneWayDelayMs : null;
  }
  const between = cluster.preflight.roundTrips.filter(
    ({ from, to, rttMs }) => rttMs && ((from === one && to === other) || (from === other && to === one)),
  );
  const pods = between.filter(({ network }) => network === "pod");
  return weighted((pods.length > 0 ? pods : between).map(({ rttMs }) => [rttMs!.avg, 1]));
}

/**
 * Mean round trip between the entry (the service that no other calls) and the other services; `null` if it is unknown or
 * none crosses nodes.
 */
function entryRoundTripMs({ outputs }: SideTrips): number | null {
  const { cluster, plan, placement } = outputs;
  const calls = plan.calls ?? [];
  const entry = calls.find(({ from }) => !calls.some(({ to }) => to === from))?.from;
  if (!cluster || entry === undefined) return null;
  const others = new Set(placement.map(({ service }) => service).filter((service) => service !== entry));
  const costs = [...others].map((service) => pairLatency(outputs, entry, service));
  const crossing = costs.flatMap((cost) => (typeof cost === "string" || cost.share === 0 ? [] : [cost]));
  return weighted(crossing.map(({ ms, share }) => [ms / share, 1]));
}

function countedTrips(endpoint: string, cells: readonly CellOutput[]): number | null {
  const tallies = statsOf(endpoint, cells).flatMap(({ tallies }) => tallies[ROUND_TRIPS_HEADER] ?? []);
  return weighted(tallies.map(({ mean, responses }) => [mean, responses]));
}

export function statsOf(endpoint: string, cells: readonly CellOutput[]): EndpointStats[] {
  return cells.flatMap(({ result: { overall, endpoints } }) =>
    endpoint === "*" ? [overall] : endpoints.filter(({ name }) => name === endpoint),
  );
}

/** The weighted mean; `null` if the weights add up to 0. */
export function weighted(parts: readonly (readonly [value: number | null, weight: number])[]): number | null {
  let [total, weights] = [0, 0];
  for (const [value, weight] of parts) {
    if (value === null) continue;
    total += value * weight;
    weights += weight;
  }
  return weights === 0 ? null : total / weights;
}
