/** Online Boutique's inputs from the plan. */
import type { MachineHost } from "../hosts/host.ts";
import type { ClusterPlan, PlannedService } from "../topology/plan.ts";
import type { BoutiqueInputs } from "../workloads/boutique/boutique.ts";
import type { Scheduling } from "../workloads/boutique/chart.ts";
import type { JoinedNodes } from "./nodes.ts";

/** An entry that is rescheduled gets its node selector then, once its nodes have their labels. */
function schedulingOf(
  { name, replicas, nodeSelector }: PlannedService,
  isRescheduled: boolean,
): Record<string, Scheduling> {
  const hasSelector = Object.keys(nodeSelector).length > 0 && !isRescheduled;
  if (replicas === 1 && !hasSelector) return {};
  return { [name]: { ...(replicas === 1 ? {} : { replicas }), ...(hasSelector ? { nodeSelector } : {}) } };
}

/** @param joined `labelled` sets the labels for rescheduling the entry */
export function boutiqueInputs(
  { workload, kubernetes }: ClusterPlan,
  hosts: readonly MachineHost[],
  { kubeconfig, labelled, instances }: Pick<JoinedNodes, "kubeconfig" | "labelled" | "instances">,
): BoutiqueInputs {
  const { entry, mustServe, workload: own } = kubernetes;
  const resources = workload.services.flatMap((service) =>
    service.resources ? [[service.name, service.resources]] : [],
  );
  const placing = workload.services.map((service) =>
    schedulingOf(service, service.name === workload.entry && !!entry.move),
  );
  return {
    kubeconfig,
    namespace: own.namespace,
    profile: own.profile,
    resources: Object.fromEntries(resources) as NonNullable<BoutiqueInputs["resources"]>,
    nodes: hosts.map(({ node: { name }, publicIp }) => ({
      name,
      address: publicIp,
      mustServe: mustServe.includes(name),
    })),
    machines: instances,
    nodePort: entry.nodePort,
    placing: Object.assign({}, ...placing) as Record<string, Scheduling>,
    ...(entry.move ? { move: { ...entry.move, labelled } } : {}),
    timeoutMs: own.timeoutMs,
  };
}
