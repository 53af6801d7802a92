/** Checks of the workload against the nodes that it runs on. */
import { matches, ownLabels, type Labels } from "../../catalog/labels.ts";
import { ALL_SERVICES, ENTRY_SERVICE, servicesOf } from "../../catalog/services.ts";
import type { Problem } from "../problems.ts";
import { areNodesKnown, type Loose } from "./loose.ts";

const HOMES = { storefront: "emulated nodes (`cloud: local`)", boutique: "real machines" };

export function checkWorkload(loose: Loose): Problem[] {
  return [...checkHome(loose), ...checkServices(loose), ...checkEntry(loose)];
}

/** Storefronts run on emulated nodes, Online Boutique on real machines. */
function checkHome(loose: Loose): Problem[] {
  const { topology, workload } = loose;
  if (!areNodesKnown(loose) || !(workload.name in HOMES)) return [];
  const isEmulated = topology.nodes.every(({ cloud }) => cloud === "local");
  const isReal = topology.nodes.every(({ cloud }) => cloud !== "local");
  const name = workload.name as keyof typeof HOMES;
  if (name === "storefront" ? !isReal : !isEmulated) return [];
  const other = name === "storefront" ? "boutique" : "storefront";
  return [
    {
      path: "workload.name",
      found: JSON.stringify(name),
      message: `runs only on ${HOMES[name]}; here it must be ${other}`,
    },
  ];
}

function checkServices({ workload: { name, profile, services } }: Loose): Problem[] {
  if (!(name in HOMES) || !["full", "minimal"].includes(profile)) return [];
  const own = servicesOf({ name, profile: profile as "full" | "minimal" });
  return Object.keys(services).flatMap((service): Problem[] => {
    // The schema reports what is not a service at all.
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
    ...ownLabels(node.name, node.role === "server" ? "server" : "agent"),
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
