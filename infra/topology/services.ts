/** The services of a workload as planned: replicas, resources, and where they are scheduled as far as that is known. Pure. */
import type { Application } from "../applications/application.ts";
import { matches } from "../catalog/labels.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { Autoscale, ServiceResources } from "../config/schema/workload.ts";
import type { PlannedNode } from "./nodes.ts";
import { isForLoad } from "./pods.ts";
import { schedule, type Placed, type Schedulable } from "./scheduler.ts";

export interface PlannedService extends Omit<Schedulable, "replicas"> {
  /** Null: as its chart says, or as many as its autoscaler makes of it. */
  replicas: number | null;
  autoscale?: Autoscale;
  /** A VerticalPodAutoscaler recommends its requests. Default: none does. */
  recommend?: true;
  /** Instead of the workload's default resources. */
  resources?: ServiceResources;
}

export function plannedServices({ services }: Application, workload: StackConfig["workload"]): PlannedService[] {
  return services.map(({ name, replicas: usual, nodeSelector: own = workload.nodeSelector }) => {
    const { replicas = usual, nodeSelector = own, resources, autoscale, recommend } = workload.services[name] ?? {};
    return {
      ...{ name, replicas: autoscale ? null : replicas, nodeSelector },
      ...(resources ? { resources } : {}),
      ...(autoscale ? { autoscale } : {}),
      ...(recommend ? { recommend } : {}),
    };
  });
}

/** What the stack file says, else what the application does. */
export function resourcesOf(
  { services }: Application,
  workload: StackConfig["workload"],
): Record<string, ServiceResources> {
  const all = services.flatMap(({ name, resources: usual }): [string, ServiceResources][] => {
    const own = workload.services[name]?.resources;
    if (!usual && !own) return [];
    const merged = (kind: "requests" | "limits") => ({ ...usual?.[kind], ...own?.[kind] });
    return [[name, { requests: merged("requests"), limits: merged("limits") }]];
  });
  return Object.fromEntries(all);
}

export const isCounted = (service: PlannedService): service is PlannedService & Schedulable =>
  service.replicas !== null;

/** Kubernetes decides the placement of pods. It is only known in advance for services that match a single node. */
export function planPinned(services: readonly PlannedService[], nodes: readonly PlannedNode[]): Placed[] {
  const serving = nodes.filter((node) => !isForLoad(node));
  const isPinned = ({ nodeSelector }: PlannedService): boolean =>
    serving.filter(({ labels }) => matches(labels, nodeSelector)).length === 1;
  return schedule(services.filter(isPinned).filter(isCounted), serving);
}
