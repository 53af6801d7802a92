/** The plan and the nodes, as the outputs and the archive have them. */
import type { StackOutputs } from "../results/schema/outputs.ts";
import { currentPrices } from "./budget/price-table.ts";
import { stackPrices } from "./budget/stack-prices.ts";
import type { Cluster } from "./cluster/cluster.ts";
import type { CanaryPlan } from "../results/schema/canary.ts";
import type { PlannedCanary } from "./topology/canary.ts";
import type { KubernetesPlan } from "./topology/kubernetes.ts";
import type { PlannedNode } from "./topology/nodes.ts";
import type { Plan } from "./topology/plan.ts";

export function planOutput(plan: Plan): StackOutputs["plan"] {
  const { nodes, links, workload, load, comparison } = plan;
  return {
    nodes: nodes.map(({ name, role, size, labels, machine, ...node }) => ({
      name,
      role,
      cloud: cloudOf({ ...node, machine }),
      size,
      ...(machine && "region" in machine ? { region: machine.region } : {}),
      labels,
    })),
    links: links.map(({ name: _name, ...link }) => link),
    services: workload.services,
    ...(workload.calls ? { calls: workload.calls } : {}),
    levels: load.levels.map(
      ({ arrivals: _arrivals, stages: _stages, endsAfterMs: _ends, thresholds: _, ...level }) => level,
    ),
    comparison,
    ...(plan.canary ? { canary: canaryOutput(plan.canary) } : {}),
    ...(plan.kubernetes ? { cluster: clusterOutput(plan.kubernetes), prices: stackPrices(plan, currentPrices()) } : {}),
  };
}

/** Who runs a node, as far as it is known. */
export const cloudOf = ({ cloud, machine }: Pick<PlannedNode, "cloud" | "machine">): string =>
  machine?.kind === "cluster" ? (machine.provider ?? cloud) : cloud;

const canaryOutput = ({
  image: _image,
  env: _env,
  match: _match,
  rendered: _rendered,
  ...canary
}: PlannedCanary): CanaryPlan => canary;

const clusterOutput = ({ overlay, mtu, k3s }: KubernetesPlan) => ({ overlay, mtu, k3s: k3s.version });

export function nodeOutputs({ hosts }: Cluster) {
  return hosts.map(({ node, quota, publicIp, privateIp, provenance }) => {
    const { name, role, size, cpus, memoryMiB, labels } = node;
    return { name, role, size, cpus, memoryMiB, labels, quota, publicIp, privateIp, provenance };
  });
}
