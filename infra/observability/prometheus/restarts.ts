/** When containers were restarted, and which of them had been killed for lack of memory. Pure. */
import type { Window } from "../window.ts";
import type { LabelFilter, QueryResults } from "./readings.ts";

export interface Restart {
  /** Of the first scrape that shows it. */
  at: number;
  pod: string;
  times: number;
  isOomKill: boolean;
}

/** In order of time. A pod that was created within the series counts from 0. */
export function restartsOf(results: QueryResults): Restart[] {
  const counts = results.get("pod_restarts")?.series ?? [];
  const start = Math.min(...counts.flatMap(({ points }) => points[0]?.at ?? []));
  const found = counts.flatMap(({ labels: { pod = "" }, points }) => {
    const first = points[0] !== undefined && points[0].at > start ? 0 : points[0]?.value;
    return points.flatMap(({ at, value }, i): Restart[] => {
      const times = value - (points[i - 1]?.value ?? first ?? value);
      return times > 0 ? [{ at, pod, times, isOomKill: wasOomKilled(results, pod, at) }] : [];
    });
  });
  return found.sort((a, b) => a.at - b.at);
}

/** kube-state-metrics reads the count and the reason of the last end from the same status of a pod. */
function wasOomKilled(results: QueryResults, pod: string, at: number): boolean {
  const series = results.get("pod_oom_kills")?.series.filter(({ labels }) => labels.pod === pod) ?? [];
  return series.some(({ points }) => points.some((point) => point.at === at && point.value > 0));
}

/** `null`: it is not known. */
export function oomKillsOf(results: QueryResults, belongs: LabelFilter, { from, to }: Window): number | null {
  const series = results.get("pod_oom_kills")?.series.filter(({ labels }) => belongs(labels)) ?? [];
  if (series.length === 0) return null;
  return restartsOf(results)
    .filter(({ at, pod, isOomKill }) => isOomKill && belongs({ pod }) && at > from && at <= to)
    .reduce((sum, { times }) => sum + times, 0);
}
