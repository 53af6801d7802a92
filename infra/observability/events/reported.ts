/** What Kubernetes reports of pods and nodes, as events of a cell. Pure. */
import type { ClusterEvent, EventKind } from "../../../results/schema/outputs.ts";
import type { ReportedEvent } from "../../kubernetes/events.ts";
import { serviceOf } from "../service-of.ts";
import type { Window } from "../window.ts";

/** By Kubernetes' reason. Restarts are not among them: Prometheus counts each, and events of one pod are merged. */
const KINDS: Record<string, EventKind> = {
  Evicted: "eviction",
  Preempted: "eviction",
  TaintManagerEviction: "eviction",
  EvictionThresholdMet: "eviction",
  FailedScheduling: "unschedulable",
  Unhealthy: "unhealthy",
  NodeNotReady: "node-not-ready",
  Rebooted: "node-not-ready",
  SystemOOM: "oom-kill",
  OOMKilling: "oom-kill",
  ScalingReplicaSet: "scaled",
  SuccessfulRescale: "scaled",
};

function kindOf({ reason, message, kind }: ReportedEvent): EventKind | undefined {
  // Otherwise the image was there already.
  if (reason === "Pulled") return message.startsWith("Successfully pulled") ? "image-pull" : undefined;
  if (reason === "Failed") return message.startsWith("Failed to pull") ? "image-pull" : undefined;
  if (reason === "TaintManagerEviction" && message.startsWith("Cancelling")) return undefined;
  // Of a pod, it repeats what is said of its node.
  if (reason === "NodeNotReady" && kind !== "Node") return undefined;
  return KINDS[reason];
}

const SECOND_MS = 1000;

/** The last time within the window; `undefined`: none is. Times are rounded down to seconds. */
const timeIn = ({ firstAt, lastAt }: ReportedEvent, { from, to }: Window): number | undefined =>
  [lastAt, firstAt].find((at) => at > from - SECOND_MS && at <= to);

/** @param services names of the workload's services */
export function reportedEvents(
  reported: readonly ReportedEvent[],
  window: Window,
  services: readonly string[],
): ClusterEvent[] {
  return reported.flatMap((event): ClusterEvent[] => {
    const kind = kindOf(event);
    const at = timeIn(event, window);
    if (kind === undefined || at === undefined) return [];
    const { name, message, host, count } = event;
    const isPod = event.kind === "Pod";
    return [
      {
        at: new Date(Math.max(at, window.from)).toISOString(),
        kind,
        service: (isPod ? serviceOf(name, services) : services.find((each) => each === name)) ?? null,
        pod: isPod ? name : null,
        node: event.kind === "Node" ? name : host,
        what: message.trim(),
        count,
      },
    ];
  });
}
