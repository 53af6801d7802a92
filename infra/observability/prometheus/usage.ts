/** The catalogue's results as the usage of each service, pod and node in the stack outputs. Pure. */
import { formatDuration } from "../../../base/duration.ts";
import type { Usage } from "../../../results/schema/outputs.ts";
import { serviceOf } from "../service-of.ts";
import type { Counter, Gauge, Window } from "../window.ts";
import { nodesOfPods, runningPods } from "./pods.ts";
import { rateWindowMs, type LabelFilter, type QueryResults } from "./readings.ts";
import { oomKillsOf } from "./restarts.ts";
import { bytesOf, countOf, gaugeUsage, matching, nothing, rateUsage, shareUsage } from "./sums.ts";

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

const NO_CPU_LIMIT = "it has no CPU limit";

/** What the pods together used that belong to a service, or one pod. */
function podsUsage(
  results: QueryResults,
  belongs: LabelFilter,
  window: Window,
  intervalMs: number,
): Omit<Usage, "name" | "nodes" | "replicas"> {
  const short = tooShort(window, intervalMs);
  const settleMs = rateWindowMs("pod", intervalMs);
  const cpu = short === undefined ? rateUsage(results, "pod_cpu", belongs, window, settleMs) : nothing(short);
  const bytes = (query: string): Counter =>
    short === undefined ? bytesOf(results, [query], belongs, window) : { total: null, perS: null, reason: short };
  const memory = gaugeUsage(results, "pod_memory_working_set", belongs, window);
  const declared = (query: string): number | null => gaugeUsage(results, query, belongs, window).avg;
  return {
    cpuCores: cpu,
    cpuPct: percentOf(cpu, declared("pod_cpu_limit"), NO_CPU_LIMIT),
    cpuRequestPct: percentOf(cpu, declared("pod_cpu_request"), "it requests no CPU"),
    cpuThrottledPct:
      short === undefined ? shareUsage(results, "pod_cpu_throttled", belongs, NO_CPU_LIMIT) : nothing(short),
    memoryBytes: memory,
    memoryPct: percentOf(memory, declared("pod_memory_limit"), "it has no memory limit"),
    memoryRequestPct: percentOf(memory, declared("pod_memory_request"), "it requests no memory"),
    networkInBytes: bytes("pod_network_received"),
    networkOutBytes: bytes("pod_network_sent"),
    crossNodeBytes: { total: null, perS: null, reason: "the cluster does not count a pod's traffic by peer" },
    diskReadBytes: bytes("pod_disk_read"),
    diskWrittenBytes: bytes("pod_disk_written"),
    restarts: countOf(results, "pod_restarts", belongs),
    oomKills: oomKillsOf(results, belongs, window),
  };
}

export const serviceUsage = (
  results: QueryResults,
  name: string,
  nodes: string[],
  belongs: LabelFilter,
  window: Window,
  intervalMs: number,
): Usage => ({
  name,
  nodes,
  replicas: gaugeUsage(results, "pod_running", belongs, window),
  ...podsUsage(results, belongs, window, intervalMs),
});

/** Of each pod of the namespace that ran. */
export function podUsages(
  results: QueryResults,
  services: readonly string[],
  window: Window,
  intervalMs: number,
): Usage[] {
  const nodes = nodesOfPods(results);
  const pods = runningPods(results, ({ pod }) => pod !== undefined, window).sort();
  return pods.map((name) => {
    const node = nodes.get(name);
    return {
      name,
      service: serviceOf(name, services) ?? null,
      nodes: node === undefined ? [] : [node],
      ...podsUsage(results, ({ pod }) => pod === name, window, intervalMs),
    };
  });
}

export function nodeUsage(results: QueryResults, name: string, window: Window, intervalMs: number): Usage {
  const settleMs = rateWindowMs("node", intervalMs);
  const belongs: LabelFilter = ({ instance }) => instance === name;
  const rate = (query: string): Gauge => rateUsage(results, query, belongs, window, settleMs);
  const bytes = (...queries: string[]): Counter => bytesOf(results, queries, belongs, window);
  const nodes = nodesOfPods(results);
  const isHere: LabelFilter = ({ pod = "" }) => nodes.get(pod) === name;
  return {
    name,
    cpuCores: rate("node_cpu"),
    cpuPct: rate("node_cpu_percent"),
    memoryBytes: gaugeUsage(results, "node_memory", belongs, window),
    memoryPct: gaugeUsage(results, "node_memory_percent", belongs, window),
    networkInBytes: bytes("node_network_received"),
    networkOutBytes: bytes("node_network_sent"),
    crossNodeBytes: bytes("node_overlay_received", "node_overlay_sent"),
    diskReadBytes: bytes("node_disk_read"),
    diskWrittenBytes: bytes("node_disk_written"),
    restarts: countOf(results, "pod_restarts", isHere),
    oomKills: oomKillsOf(results, isHere, window),
  };
}
