/** The events of a cell: restarts as Prometheus saw them, and what the cluster reports. Pure. */
import type { ClusterEvent } from "../../../results/schema/outputs.ts";
import type { ReportedEvents } from "../../kubernetes/events.ts";
import type { Reported } from "../events/read.ts";
import { reportedEvents } from "../events/reported.ts";
import { serviceOf } from "../service-of.ts";
import type { Window } from "../window.ts";
import { nodesOfPods } from "./pods.ts";
import type { QueryResults } from "./readings.ts";
import { restartsOf } from "./restarts.ts";

const NOTHING: ReportedEvents = { events: [], hasNodes: false };

/** In order of time. */
export function eventsOf(
  reported: Reported,
  results: QueryResults,
  window: Window,
  services: readonly string[],
): ClusterEvent[] {
  const { events, hasNodes } = reported !== null && typeof reported === "object" ? reported : NOTHING;
  const all = [
    ...restartEvents(results, services),
    ...reportedEvents(events, window, services),
    ...(hasNodes ? [] : notReadyEvents(results)),
  ];
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function restartEvents(results: QueryResults, services: readonly string[]): ClusterEvent[] {
  const nodes = nodesOfPods(results);
  return restartsOf(results).map(({ at, pod, times, isOomKill }) => ({
    at: new Date(at).toISOString(),
    kind: isOomKill ? "oom-kill" : "restart",
    service: serviceOf(pod, services) ?? null,
    pod,
    node: nodes.get(pod) ?? null,
    what: isOomKill ? "a container was killed for lack of memory, and restarted" : "a container was restarted",
    count: times,
  }));
}

/** Where the events of nodes cannot be read. */
function notReadyEvents(results: QueryResults): ClusterEvent[] {
  const series = results.get("node_ready")?.series ?? [];
  return series.flatMap(({ labels: { instance = "" }, points }) =>
    points.flatMap(({ at, value }, i): ClusterEvent[] => {
      if (value > 0 || (points[i - 1]?.value ?? 1) === 0) return [];
      const of = { service: null, pod: null, node: instance };
      return [
        { at: new Date(at).toISOString(), kind: "node-not-ready", ...of, what: "the node is not Ready", count: 1 },
      ];
    }),
  );
}
