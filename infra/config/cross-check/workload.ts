/** Checks of the workload against the nodes that it runs on, and their memory. */
import { matches, k3sLabels, type Labels } from "../../catalog/labels.ts";
import { ALL_SERVICES, ENTRY_SERVICE, servicesOf } from "../../catalog/services.ts";
import { capacityOf, type CloudName } from "../../catalog/sizes.ts";
import type { Problem } from "../problems.ts";
import { areNodesKnown, type Loose } from "./loose.ts";

const NODES_OF_WORKLOAD = { storefront: "emulated nodes (`cloud: local`)", boutique: "real machines" };

export function checkWorkload(loose: Loose): Problem[] {
  if (loose.workload.processes) return [];
  return [...checkKindOfNodes(loose), ...checkServices(loose), ...checkEntry(loose)];
}

/** Storefronts run on emulated nodes, Online Boutique on real machines. */
function checkKindOfNodes(loose: Loose): Problem[] {
  const { topology, workload } = loose;
  if (!areNodesKnown(loose) || !(workload.name in NODES_OF_WORKLOAD)) return [];
  const isEmulated = topology.nodes.every(({ cloud }) => cloud === "local");
  const isReal = topology.nodes.every(({ cloud }) => cloud !== "local");
  const name = workload.name as keyof typeof NODES_OF_WORKLOAD;
  if (name === "storefront" ? !isReal : !isEmulated) return [];
  const other = name === "storefront" ? "boutique" : "storefront";
  return [
    {
      path: "workload.name",
      found: JSON.stringify(name),
      message: `runs only on ${NODES_OF_WORKLOAD[name]}; here it must be ${other}`,
    },
  ];
}

function checkServices({ workload: { name, profile, services } }: Loose): Problem[] {
  if (!(name in NODES_OF_WORKLOAD) || !["full", "minimal"].includes(profile)) return [];
  const own = servicesOf({ name, profile: profile as "full" | "minimal" });
  return Object.keys(services).flatMap((service): Problem[] => {
    // The schema reports unknown services.
    if (own.includes(service) || !(ALL_SERVICES as string[]).includes(service)) return [];
    const message = `is not a service of ${name}${name === "boutique" ? ` (${profile})` : ""}; services: ${own.join(", ")}`;
    return [{ path: `workload.services.${service}`, message }];
  });
}

function checkEntry({ topology: { nodes }, workload }: Loose): Problem[] {
  const replicas = workload.services[ENTRY_SERVICE]?.replicas ?? 1;
  if (replicas <= 1 || nodes.some(({ cloud }) => cloud !== "local")) return [];
  const message = "must be 1: users reach one address, and emulated nodes have no balancer before the entry";
  return [{ path: `workload.services.${ENTRY_SERVICE}.replicas`, found: String(replicas), message }];
}

/** Every node selector matches a node. */
export function checkSelectors({ topology: { nodes }, workload }: Loose): Problem[] {
  if (nodes.length === 0 || nodes.some((node) => node.name === "")) return [];
  const all = nodes.map((node) => ({
    ...k3sLabels(node.name, node.role === "server" ? "server" : "agent"),
    ...node.labels,
  }));
  const check = (path: string, selector: Labels): Problem[] => {
    if (all.some((nodeLabels) => matches(nodeLabels, selector))) return [];
    const message = "matches no node of topology.nodes; give a node these labels";
    return [{ path, found: JSON.stringify(selector), message }];
  };
  return [
    ...check("workload.nodeSelector", workload.nodeSelector),
    ...Object.entries(workload.services).flatMap(([service, { nodeSelector }]) =>
      nodeSelector ? check(`workload.services.${service}.nodeSelector`, nodeSelector) : [],
    ),
  ];
}

/** Memory requests (MiB) in the default values of the chart. */
const CHART_REQUESTS: Record<string, number> = {
  adservice: 180,
  cartservice: 128,
  checkoutservice: 64,
  currencyservice: 128,
  emailservice: 64,
  frontend: 64,
  paymentservice: 128,
  productcatalogservice: 64,
  recommendationservice: 220,
  shippingservice: 64,
  "redis-cart": 200,
};
/**
 * Memory (MiB) for the system, K3s and the monitoring of a node; on the server also for the control plane and
 * Prometheus.
 */
const RESERVED = { server: 3072, agent: 768 };

const MIB_PER_UNIT: Record<string, number> = { Ki: 1 / 1024, Mi: 1, Gi: 1024 };

function mebibytes(quantity: string): number | undefined {
  const [, value, unit] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity) ?? [];
  return value === undefined ? undefined : Number(value) * MIB_PER_UNIT[unit!]!;
}

interface MemoryRequest {
  service: string;
  selector: Labels;
  mib: number;
}

function memoryRequests({ workload }: Loose): MemoryRequest[] {
  const profile = workload.profile === "minimal" ? "minimal" : "full";
  return servicesOf({ name: workload.name, profile }).map((service) => {
    const own = workload.services[service];
    const each = mebibytes(own?.resources.requests.memory ?? "") ?? CHART_REQUESTS[service] ?? 0;
    return { service, selector: own?.nodeSelector ?? workload.nodeSelector, mib: each * (own?.replicas ?? 1) };
  });
}

/** The services that can only run on a set of nodes must fit into its memory: pods that do not fit stay Pending. */
export function checkMemory(loose: Loose): Problem[] {
  const { topology, workload } = loose;
  if (workload.name !== "boutique" || workload.processes || !areNodesKnown(loose)) return [];
  const nodes = topology.nodes.map((node) => {
    const role = node.role === "server" ? "server" : "agent";
    const capacity = capacityOf({ ...node, cloud: node.cloud as CloudName });
    const labels = { ...k3sLabels(node.name, role), ...node.labels };
    return { name: node.name, labels, mib: capacity && Math.max(0, capacity.memoryMiB - RESERVED[role]) };
  });
  if (nodes.some(({ mib }) => mib === undefined)) return [];
  const requests = memoryRequests(loose).map((one) => ({
    ...one,
    on: nodes.filter(({ labels }) => matches(labels, one.selector)).map(({ name }) => name),
  }));
  const sets = [...new Set(requests.map(({ on }) => JSON.stringify(on)))].map((set) => JSON.parse(set) as string[]);
  const overfull: string[][] = [];
  return sets
    .sort((a, b) => a.length - b.length)
    .flatMap((set): Problem[] => {
      // A set that contains an overfull set is overfull too: only the smallest is reported.
      if (set.length === 0 || overfull.some((part) => part.every((node) => set.includes(node)))) return [];
      const confined = requests.filter(({ on }) => on.length > 0 && on.every((node) => set.includes(node)));
      const need = confined.reduce((sum, { mib }) => sum + mib, 0);
      const have = nodes.filter(({ name }) => set.includes(name)).reduce((sum, { mib }) => sum + mib!, 0);
      if (need <= have) return [];
      overfull.push(set);
      const message = `requests ${Math.ceil(need)} MiB on ${set.join(", ")}, which has ${have} MiB left besides K3s and monitoring; use larger machines or fewer replicas`;
      return [{ path: "workload.services", found: confined.map(({ service }) => service).join(", "), message }];
    });
}
