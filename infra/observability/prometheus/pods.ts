/** Which pods ran in a window, of which service and on which node. Pure. */
import type { Window } from "../window.ts";
import type { Series } from "./client.ts";
import type { LabelFilter, QueryResults } from "./readings.ts";

/** A pod that ran for no larger share of the window changes a sum by less than figures of two runs differ. */
const MIN_SHARE_OF_WINDOW = 0.05;

/** Pods that ran in the window, as kube-state-metrics or their kubelet say. */
export function runningPods(results: QueryResults, belongs: LabelFilter, window: Window): string[] {
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
  // A value at the start was scraped before it, and may be of a pod that was replaced before the load.
  const timesOf = ({ points }: Series): number[] => points.map(({ at }) => at).filter((at) => at > from && at <= to);
  const steps = new Set(all.flatMap(timesOf)).size;
  const isLong = (each: Series): boolean => timesOf(each).length > MIN_SHARE_OF_WINDOW * steps;
  return all.filter((each) => belongs(each.labels) && isLong(each));
}

/** The node of each pod: kube-state-metrics knows pods only by name, but the kubelets say which are theirs. */
export function nodesOfPods(results: QueryResults): Map<string, string> {
  const series = ["pod_cpu", "pod_memory_working_set"].flatMap((name) => results.get(name)?.series ?? []);
  return new Map(series.flatMap(({ labels: { pod, node } }) => (pod && node ? [[pod, node] as const] : [])));
}
