/** The catalogue's answers as the usage of each service and node that the stack outputs show. Pure. */
import type { Usage } from "../../../results/schema/outputs.ts";
import { gaugeOver, type Counter, type Gauge, type Point, type Window } from "../window.ts";
import type { Series } from "./answer.ts";
import { NO_DATA, type Answered, type Reading } from "./readings.ts";

/** What a service or node has of one query. */
export type Belongs = (labels: Record<string, string>) => boolean;
export type Answers = ReadonlyMap<string, Answered>;

const nothing = (reason: string): Gauge => ({ avg: null, max: null, reason });

function of(
  answers: Answers,
  name: string,
  belongs: Belongs,
): { reason: string; series: Series[]; readings: Reading[] } {
  const answer = answers.get(name);
  return {
    reason: answer?.reason ?? NO_DATA,
    series: (answer?.series ?? []).filter(({ labels }) => belongs(labels)),
    readings: (answer?.readings ?? []).filter(({ labels }) => belongs(labels)),
  };
}

/** The sum of several series at each time that any of them has: replicas come and go. */
export function sumOf(series: readonly Series[]): Point[] {
  const sums = new Map<number, number>();
  for (const { points } of series) for (const { at, value } of points) sums.set(at, (sums.get(at) ?? 0) + value);
  return [...sums].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value }));
}

const total = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);

/** @param settleMs how long after the window's begin the series still look back beyond it */
export function rateUsage(answers: Answers, name: string, belongs: Belongs, window: Window, settleMs: number): Gauge {
  const { readings, series, reason } = of(answers, name, belongs);
  const avg = total(readings.map((reading) => reading.avg));
  if (avg === null) return nothing(reason);
  const within = { from: window.from + settleMs, to: window.to };
  const { max } = gaugeOver(sumOf(series), within, 1, NO_DATA);
  if (max === null) return { avg, max: null, reason: "the measured part is too short for a maximum" };
  return { avg, max: Math.max(avg, max) };
}

export function gaugeUsage(answers: Answers, name: string, belongs: Belongs, window: Window): Gauge {
  const { series, reason } = of(answers, name, belongs);
  return gaugeOver(sumOf(series), window, 1, reason);
}

export function bytesOf(answers: Answers, names: readonly string[], belongs: Belongs, window: Window): Counter {
  const found = names.map((name) => of(answers, name, belongs));
  const perS = total(found.map(({ readings }) => total(readings.map(({ avg }) => avg))));
  if (perS === null)
    return { total: null, perS: null, reason: found.find((f) => f.readings.length === 0)?.reason ?? NO_DATA };
  return { total: (perS * (window.to - window.from)) / 1000, perS };
}

export function countOf(answers: Answers, name: string, belongs: Belongs): number | null {
  return total(of(answers, name, belongs).readings.map((reading) => reading.total));
}

/** @param limit what is 100 %, a limit or a request; null without one */
export function percentOf(used: Gauge, limit: number | null, unlimited: string): Gauge {
  if (used.avg === null) return used;
  if (limit === null || limit <= 0) return nothing(unlimited);
  const percent = (value: number | null): number | null => (value === null ? null : (100 * value) / limit);
  return { ...used, avg: percent(used.avg), max: percent(used.max) };
}

export function serviceUsage(
  answers: Answers,
  name: string,
  nodes: string[],
  belongs: Belongs,
  window: Window,
  settleMs: number,
): Usage {
  const cpu = rateUsage(answers, "pod_cpu", belongs, window, settleMs);
  const memory = gaugeUsage(answers, "pod_memory_working_set", belongs, window);
  const declared = (query: string): number | null => gaugeUsage(answers, query, belongs, window).avg;
  return {
    name,
    nodes,
    cpuCores: cpu,
    cpuPct: percentOf(cpu, declared("pod_cpu_limit"), "it has no CPU limit"),
    cpuRequestPct: percentOf(cpu, declared("pod_cpu_request"), "it requests no CPU"),
    memoryBytes: memory,
    memoryPct: percentOf(memory, declared("pod_memory_limit"), "it has no memory limit"),
    memoryRequestPct: percentOf(memory, declared("pod_memory_request"), "it requests no memory"),
    networkInBytes: bytesOf(answers, ["pod_network_received"], belongs, window),
    networkOutBytes: bytesOf(answers, ["pod_network_sent"], belongs, window),
    crossNodeBytes: { total: null, perS: null, reason: "the cluster does not tell a pod's traffic apart by peer" },
    restarts: countOf(answers, "pod_restarts", belongs),
  };
}

export function nodeUsage(answers: Answers, name: string, window: Window, settleMs: number): Usage {
  const belongs: Belongs = ({ instance }) => instance === name;
  const rate = (query: string): Gauge => rateUsage(answers, query, belongs, window, settleMs);
  return {
    name,
    cpuCores: rate("node_cpu"),
    cpuPct: rate("node_cpu_percent"),
    memoryBytes: gaugeUsage(answers, "node_memory", belongs, window),
    memoryPct: gaugeUsage(answers, "node_memory_percent", belongs, window),
    networkInBytes: bytesOf(answers, ["node_network_received"], belongs, window),
    networkOutBytes: bytesOf(answers, ["node_network_sent"], belongs, window),
    crossNodeBytes: bytesOf(answers, ["node_overlay_received", "node_overlay_sent"], belongs, window),
    restarts: countOf(answers, "pod_restarts", ({ pod = "" }) => podsOn(answers, name).has(pod)),
  };
}

/** kube-state-metrics counts restarts by pod; the kubelets know where each is. */
function podsOn(answers: Answers, node: string): Set<string> {
  const series = answers.get("pod_cpu")?.series ?? [];
  return new Set(series.filter(({ labels }) => labels.node === node).map(({ labels }) => labels.pod ?? ""));
}
