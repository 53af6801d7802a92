/** What the plan says of Online Boutique. */
import type { MachineHost } from "../hosts/host.ts";
import type { ClusterPlan, PlannedService } from "../topology/plan.ts";
import type { BoutiqueInputs } from "../workloads/boutique/boutique.ts";
import type { Placing } from "../workloads/boutique/manifests.ts";
import type { JoinedNodes } from "./nodes.ts";

/** The entry has its selector from its move, once its nodes have their labels. */
function placingOf({ name, replicas, nodeSelector }: PlannedService, isMoved: boolean): Record<string, Placing> {
  const isPinned = Object.keys(nodeSelector).length > 0 && !isMoved;
  if (replicas === 1 && !isPinned) return {};
  return { [name]: { ...(replicas === 1 ? {} : { replicas }), ...(isPinned ? { nodeSelector } : {}) } };
}

/** @param joined the cluster: `labelled` sets the labels that the entry moves to */
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
    placingOf(service, service.name === workload.entry && !!entry.move),
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
    placing: Object.assign({}, ...placing) as Record<string, Placing>,
    ...(entry.move ? { move: { ...entry.move, labelled } } : {}),
    timeoutMs: own.timeoutMs,
  };
}
