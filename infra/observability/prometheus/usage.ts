/** The catalogue's results as the usage of each service and node in the stack outputs. Pure. */
import { formatDuration } from "../../../base/duration.ts";
import type { Usage } from "../../../results/schema/outputs.ts";
import { gaugeOver, type Counter, type Gauge, type Point, type Window } from "../window.ts";
import type { Series } from "./client.ts";
import { NO_DATA, rateWindowMs, type QueryResult, type Reading } from "./readings.ts";

/** Whether a series belongs to a service or node. */
export type LabelFilter = (labels: Record<string, string>) => boolean;
export type QueryResults = ReadonlyMap<string, QueryResult>;

const nothing = (reason: string): Gauge => ({ avg: null, max: null, reason });

function matching(
  results: QueryResults,
  name: string,
  belongs: LabelFilter,
): { reason: string; series: Series[]; readings: Reading[] } {
  const result = results.get(name);
  return {
    reason: result?.reason ?? NO_DATA,
    series: (result?.series ?? []).filter(({ labels }) => belongs(labels)),
    readings: (result?.readings ?? []).filter(({ labels }) => belongs(labels)),
  };
}

/** The sum of several series at each time that any of them has a point: replicas come and go. */
export function sumOf(series: readonly Series[]): Point[] {
  const sums = new Map<number, number>();
  for (const { points } of series) for (const { at, value } of points) sums.set(at, (sums.get(at) ?? 0) + value);
  return [...sums].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value }));
}

/** A pod that ran for a smaller share of the window changes a sum by less than figures of two runs differ. */
const MIN_SHARE_OF_WINDOW = 0.05;

/** Pods that ran in the window, as kube-state-metrics or their kubelet say. */
function runningPods(results: QueryResults, belongs: LabelFilter, window: Window): string[] {
  const ran = runningSeries(results, ["pod_running", "pod_memory_working_set"], belongs, window);
  return [...new Set(ran.flatMap(({ labels }) => labels.pod ?? []))];
}

/** Pods on nodes where the plan does not have them, in sentences. Such a cell measured another topology. */
export function misplacedPods(
  results: QueryResults,
  { name, allowed }: { name: string; allowed: readonly string[] },
  belongs: LabelFilter,
  window: Window,
): string[] {
  const ran = runningSeries(results, ["pod_memory_working_set"], belongs, window);
  const others = new Set(ran.flatMap(({ labels: { node } }) => (node && !allowed.includes(node) ? [node] : [])));
  return [...others].map((node) => `${name} ran on ${node}, where the plan does not have it`);
}

function runningSeries(
  results: QueryResults,
  names: readonly string[],
  belongs: LabelFilter,
  { from, to }: Window,
): Series[] {
  const all = names.flatMap((name) => results.get(name)?.series ?? []);
  const timesOf = ({ points }: Series): number[] => points.map(({ at }) => at).filter((at) => at >= from && at <= to);
  const steps = new Set(all.flatMap(timesOf)).size;
  const isLong = (each: Series): boolean => timesOf(each).length >= Math.max(1, MIN_SHARE_OF_WINDOW * steps);
  return all.filter((each) => belongs(each.labels) && isLong(each));
}

/** Why the rates of a service's pods have no sum: one without a rate would count as 0. `undefined`: they have one. */
function withoutRate(results: QueryResults, name: string, belongs: LabelFilter, window: Window): string | undefined {
  const { readings, reason } = matching(results, name, belongs);
  const known = new Set(readings.filter(({ avg }) => avg !== null).map(({ labels }) => labels.pod));
  const unknown = runningPods(results, belongs, window).filter((pod) => !known.has(pod));
  if (unknown.length === 0) return undefined;
  // The query failed.
  if (readings.length === 0 && reason !== NO_DATA) return reason;
  return `the kubelet read ${unknown.join(", ")} fewer than twice in the measured part`;
}

const total = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);

/** @param settleMs how long after the window's start the rates still look back beyond it */
function rateUsage(results: QueryResults, name: string, belongs: LabelFilter, window: Window, settleMs: number): Gauge {
  const { readings, series, reason } = matching(results, name, belongs);
  const missing = withoutRate(results, name, belongs, window);
  if (missing !== undefined) return nothing(missing);
  const avg = total(readings.map((reading) => reading.avg));
  if (avg === null) return nothing(reason);
  const within = { from: window.from + settleMs, to: window.to };
  const { max } = gaugeOver(sumOf(series), within, 1, NO_DATA);
  if (max === null) return { avg, max: null, reason: "the measured part is too short for a maximum" };
  return { avg, max: Math.max(avg, max) };
}

function gaugeUsage(results: QueryResults, name: string, belongs: LabelFilter, window: Window): Gauge {
  const { series, reason } = matching(results, name, belongs);
  return gaugeOver(sumOf(series), window, 1, reason);
}

function bytesOf(results: QueryResults, names: readonly string[], belongs: LabelFilter, window: Window): Counter {
  const found = names.map((name) => matching(results, name, belongs));
  const missing = names
    .map((name) => withoutRate(results, name, belongs, window))
    .find((reason) => reason !== undefined);
  if (missing !== undefined) return { total: null, perS: null, reason: missing };
  const perS = total(found.map(({ readings }) => total(readings.map(({ avg }) => avg))));
  if (perS === null)
    return { total: null, perS: null, reason: found.find((f) => f.readings.length === 0)?.reason ?? NO_DATA };
  return { total: (perS * (window.to - window.from)) / 1000, perS };
}

/** Of all nodes. A node without a rate makes it unknown. */
export function crossNodeBytes(results: QueryResults, nodes: readonly string[], window: Window): Counter {
  const name = "node_overlay_sent";
  const known = matching(results, name, () => true).readings.filter(({ avg }) => avg !== null);
  const unknown = nodes.filter((node) => !known.some(({ labels }) => labels.instance === node));
  if (known.length > 0 && unknown.length > 0)
    return { total: null, perS: null, reason: `no rate of ${unknown.join(", ")}` };
  const isNodes: LabelFilter = ({ pod }) => pod === undefined;
  return bytesOf(results, [name], isNodes, window);
}

function countOf(results: QueryResults, name: string, belongs: LabelFilter): number | null {
  return total(matching(results, name, belongs).readings.map((reading) => reading.total));
}

/** @param limit the limit or request that is 100 %; null without one */
export function percentOf(used: Gauge, limit: number | null, unlimited: string): Gauge {
  if (used.avg === null) return used;
  if (limit === null || limit <= 0) return nothing(unlimited);
  const percent = (value: number | null): number | null => (value === null ? null : (100 * value) / limit);
  return { ...used, avg: percent(used.avg), max: percent(used.max) };
}

/** Shorter windows hold two readings of a pod by chance at best, and what is between them and the edges is guessed. */
const LEAST_WINDOW_MS = 30_000;
const LEAST_SCRAPES = 4;

/** Why a window is too short for the rates of pods; `undefined`: it is long enough. */
function tooShort({ from, to }: Window, intervalMs: number): string | undefined {
  const leastMs = Math.min(LEAST_WINDOW_MS, LEAST_SCRAPES * intervalMs);
  if (to - from >= leastMs) return undefined;
  return `the measured part is shorter than ${formatDuration(leastMs)}, in which a kubelet may read its pods once only`;
}

export function serviceUsage(
  results: QueryResults,
  name: string,
  nodes: string[],
  belongs: LabelFilter,
  window: Window,
  intervalMs: number,
): Usage {
  const short = tooShort(window, intervalMs);
  const settleMs = rateWindowMs("pod", intervalMs);
  const cpu = short === undefined ? rateUsage(results, "pod_cpu", belongs, window, settleMs) : nothing(short);
  const bytes = (query: string): Counter =>
    short === undefined ? bytesOf(results, [query], belongs, window) : { total: null, perS: null, reason: short };
  const memory = gaugeUsage(results, "pod_memory_working_set", belongs, window);
  const declared = (query: string): number | null => gaugeUsage(results, query, belongs, window).avg;
  return {
    name,
    nodes,
    cpuCores: cpu,
    cpuPct: percentOf(cpu, declared("pod_cpu_limit"), "it has no CPU limit"),
    cpuRequestPct: percentOf(cpu, declared("pod_cpu_request"), "it requests no CPU"),
    memoryBytes: memory,
    memoryPct: percentOf(memory, declared("pod_memory_limit"), "it has no memory limit"),
    memoryRequestPct: percentOf(memory, declared("pod_memory_request"), "it requests no memory"),
    networkInBytes: bytes("pod_network_received"),
    networkOutBytes: bytes("pod_network_sent"),
    crossNodeBytes: { total: null, perS: null, reason: "the cluster does not count a pod's traffic by peer" },
    restarts: countOf(results, "pod_restarts", belongs),
  };
}

export function nodeUsage(results: QueryResults, name: string, window: Window, intervalMs: number): Usage {
  const settleMs = rateWindowMs("node", intervalMs);
  const belongs: LabelFilter = ({ instance }) => instance === name;
  const rate = (query: string): Gauge => rateUsage(results, query, belongs, window, settleMs);
  return {
    name,
    cpuCores: rate("node_cpu"),
    cpuPct: rate("node_cpu_percent"),
    memoryBytes: gaugeUsage(results, "node_memory", belongs, window),
    memoryPct: gaugeUsage(results, "node_memory_percent", belongs, window),
    networkInBytes: bytesOf(results, ["node_network_received"], belongs, window),
    networkOutBytes: bytesOf(results, ["node_network_sent"], belongs, window),
    crossNodeBytes: bytesOf(results, ["node_overlay_received", "node_overlay_sent"], belongs, window),
    restarts: countOf(results, "pod_restarts", ({ pod = "" }) => podsOn(results, name).has(pod)),
  };
}

/** kube-state-metrics counts restarts by pod; the kubelets know where each is. */
function podsOn(results: QueryResults, node: string): Set<string> {
  const series = results.get("pod_cpu")?.series ?? [];
  return new Set(series.filter(({ labels }) => labels.node === node).map(({ labels }) => labels.pod ?? ""));
}

/** Kubernetes' alphabet for generated names has no vowels and no 0, 1, 3. */
const GENERATED = "[bcdfghjklmnpqrstvwxz2456789]";
const SUFFIX = new RegExp(`^-(${GENERATED}{6,10}-${GENERATED}{5}|[0-9]+)$`);

/** The service whose Deployment or StatefulSet named the pod; `undefined` for a pod of none of them. */
export function serviceOf(pod: string, services: readonly string[]): string | undefined {
  return services.find((service) => pod.startsWith(service) && SUFFIX.test(pod.slice(service.length)));
}
