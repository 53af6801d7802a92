/** Checks of the workload against the nodes that it runs on, and their memory. */
import { matches, k3sLabels, type Labels } from "../../catalog/labels.ts";
import {
  BUILT_IN,
  builtIn,
  DEFAULT_WORKLOAD,
  ENTRY_SERVICE,
  isBuiltIn,
  notOnlyOn,
  type BuiltIn,
  type Profile,
} from "../../catalog/services.ts";
import { capacityOf, type CloudName } from "../../catalog/sizes.ts";
import { nearest } from "../../../base/nearest.ts";
import { mebibytesOf } from "../../catalog/quantities.ts";
import type { Problem } from "../problems.ts";
import { sourcesOf } from "../schema/application.ts";
import { areNodesKnown, type Loose } from "./loose.ts";
import { checkEntryPort } from "./processes.ts";

const KINDS_OF_NODES = { emulated: "emulated nodes (`cloud: local`)", real: "real machines" } as const;

export function checkWorkload(loose: Loose): Problem[] {
  if (sourcesOf(loose.workload).length > 0) return [];
  return [...checkName(loose), ...checkKindOfNodes(loose), ...checkServices(loose), ...checkEntry(loose)];
}

const nameOf = ({ workload }: Loose): string => workload.name ?? DEFAULT_WORKLOAD;

function checkName(loose: Loose): Problem[] {
  const name = nameOf(loose);
  if (isBuiltIn(name)) return [];
  const names = Object.keys(BUILT_IN);
  const message = `must be one of ${names.join(", ")}, or \`helm\`, \`manifests\`, \`kustomize\`, \`url\` or \`processes\` must say what to measure`;
  return [{ path: "workload.name", found: JSON.stringify(name), message, nearest: nearest(name, names) }];
}

/** The storefront runs on emulated nodes, Online Boutique on real machines. */
function checkKindOfNodes(loose: Loose): Problem[] {
  const { nodes } = loose.topology;
  const name = nameOf(loose);
  if (!areNodesKnown(loose) || !isBuiltIn(name)) return [];
  const emulated = nodes.filter(({ cloud }) => cloud === "local").length;
  const kind = builtIn(name).nodes;
  if (kind === "any") return [];
  // Where there are both kinds, that is the problem.
  if ((kind === "emulated" ? emulated : nodes.length - emulated) > 0) return [];
  const message = `runs only on ${KINDS_OF_NODES[kind]}; here it must be one of ${notOnlyOn(kind).join(", ")}`;
  return [{ path: "workload.name", found: JSON.stringify(name), message }];
}

const PROFILES: readonly string[] = ["full", "minimal"] satisfies Profile[];
const isProfile = (text: string): text is Profile => PROFILES.includes(text);

/** Each once. */
const ALL_SERVICES: readonly string[] = [
  ...new Set(Object.values(BUILT_IN).flatMap((each: BuiltIn) => each.services("full"))),
];

function checkServices(loose: Loose): Problem[] {
  const { profile, services, canary } = loose.workload;
  const name = nameOf(loose);
  const known = isBuiltIn(name) && isProfile(profile) ? builtIn(name).services(profile) : ALL_SERVICES;
  const title = isBuiltIn(name) && isProfile(profile) ? builtIn(name).title(profile) : "Stackmark's workloads";
  return [
    ...Object.keys(services).flatMap((service) =>
      unknownService(service, `workload.services.${service}`, known, title),
    ),
    // The schema reports a canary without a service.
    ...(canary && canary.service !== "" ? unknownService(canary.service, "workload.canary.service", known, title) : []),
  ];
}

function unknownService(service: string, path: string, known: readonly string[], title: string): Problem[] {
  if (known.includes(service)) return [];
  const message = `is not a service of ${title}; services: ${known.join(", ")}`;
  // A service of another profile or workload is no spelling mistake.
  const near = ALL_SERVICES.includes(service) ? undefined : nearest(service, known);
  return [{ path, message, nearest: near }];
}

/** The storefront's, on emulated nodes. A balancer gives users' connections to several replicas of a program. */
function checkEntry(loose: Loose): Problem[] {
  const { workload, topology } = loose;
  const name = nameOf(loose);
  if (topology.nodes.some(({ cloud }) => cloud !== "local")) return [];
  if (name !== "storefront") return checkEntryPort(workload, workload.services[name]?.replicas ?? 1);
  const replicas = workload.services[ENTRY_SERVICE]?.replicas ?? 1;
  if (replicas <= 1) return [];
  const message = "must be 1: users reach one address, and the storefront has no balancer before its entry";
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

/**
 * Memory (MiB) for the system, K3s and the monitoring of a node; on the server also for the control plane and
 * Prometheus.
 */
const RESERVED = { server: 3072, agent: 768 };

interface MemoryRequest {
  service: string;
  selector: Labels;
  mib: number;
}

/** As far as they are known: of an application, those that the stack file states. */
function memoryRequests(loose: Loose): MemoryRequest[] {
  const { workload } = loose;
  const name = nameOf(loose);
  const own = sourcesOf(workload).length === 0 && isBuiltIn(name) ? builtIn(name) : undefined;
  const services = own?.services(isProfile(workload.profile) ? workload.profile : "full");
  return (services ?? Object.keys(workload.services)).map((service) => {
    const { resources, nodeSelector, replicas = 1 } = workload.services[service] ?? {};
    const each = mebibytesOf(resources?.requests.memory ?? "") ?? own?.memoryMiB[service] ?? 0;
    return { service, selector: nodeSelector ?? workload.nodeSelector, mib: each * replicas };
  });
}

/** The services that can only run on a set of nodes must fit into its memory: pods that do not fit stay Pending. */
export function checkMemory(loose: Loose): Problem[] {
  const { topology } = loose;
  if (!areNodesKnown(loose) || topology.nodes.some(({ cloud }) => cloud === "local")) return [];
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
