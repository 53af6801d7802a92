/** The part of a plan that only a stack in an existing cluster has, from what the cluster was found to be. Pure. */
import { nearest } from "../../base/nearest.ts";
import type { Application } from "../applications/application.ts";
import { chartSource, type ChartSource } from "../catalog/charts.ts";
import { matches, REGION_LABEL, type Labels } from "../catalog/labels.ts";
import { STACK_TAG, tagValue } from "../catalog/names.ts";
import type { Problem } from "../config/problems.ts";
import type { StackConfig } from "../config/schema/index.ts";
import type { DescribedNode } from "../kubernetes/describe-nodes.ts";
import { planEntry, planWorkload, type InstallPlan } from "./install.ts";
import { planObservability } from "./observability.ts";
import type { PlannedNode } from "./nodes.ts";

/** What an existing cluster was found to be, before the plan. */
export interface FoundCluster {
  /** Context of the kubeconfig. */
  context: string;
  /** URL of its API server. */
  server: string;
  nodes: DescribedNode[];
  /** Whether the stack's namespace was made for it by somebody else, who also deletes it. */
  hasNamespace: boolean;
}

export interface ExistingPlan extends InstallPlan {
  context: string;
  server: string;
  /** Labels of the nodes of the topology; all pods get them as a node selector. */
  nodeSelector: Labels;
  /** Labels of what the stack creates there. */
  labels: Labels;
  /** Whether the stack makes the namespace, and deletes it with all that is in it. */
  ownsNamespace: boolean;
  /** Prometheus and Grafana of the stack's own. Null: none. */
  monitoring: { namespace: string; chart: ChartSource } | null;
}

/** Of an existing cluster's namespaces: which stack one is for. */
export const stackLabels = (stack: string): Labels => ({ [STACK_TAG]: tagValue(stack) });

/** Of the monitoring, where the stack installs it. @param namespace of the application */
export const monitoringNamespace = (namespace: string): string => `${namespace}-monitoring`;

/** Unless the stack file or the application names one. */
export const defaultNamespace = (stack: string): string => `stackmark-${tagValue(stack)}`;

/** @param nodes of the topology */
export function planExisting(
  stack: string,
  config: StackConfig,
  application: Application,
  nodes: readonly PlannedNode[],
  { context, server, hasNamespace }: FoundCluster,
): ExistingPlan {
  const nodeSelector = config.topology.cluster!.nodes;
  return {
    context,
    server,
    nodeSelector,
    labels: stackLabels(stack),
    ownsNamespace: !hasNamespace,
    monitoring:
      planObservability(config) === "own"
        ? {
            namespace: monitoringNamespace(application.namespace),
            chart: chartSource("monitoring", config.observability.chart),
          }
        : null,
    entry: { ...planEntry(config, application, nodes), move: null },
    // A cluster of others has many nodes, and the scheduler need not use all of them.
    mustServe: [],
    workload: planWorkload(config, application, nodes, nodeSelector),
  };
}

const ZONE = "topology.kubernetes.io/zone";
const SIZE = "node.kubernetes.io/instance-type";
const HOSTNAME = "kubernetes.io/hostname";
const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";
/** Labels that say what a node is. Nodes have dozens of others. */
const TELLING = [REGION_LABEL, ZONE, SIZE, HOSTNAME, CONTROL_PLANE, "kubernetes.io/arch"];

/** Names of clouds in providers' IDs, as people know them. */
const CLOUDS: Readonly<Record<string, string>> = { gce: "gcp" };

const keepsPodsAway = (taint: string): boolean => /:(NoSchedule|NoExecute)$/.test(taint);

/** The nodes of the topology: those with the labels, or without any, those that take any pod. */
function chosenNodes({ topology }: StackConfig, found: FoundCluster): DescribedNode[] {
  const wanted = topology.cluster!.nodes;
  const isAll = Object.keys(wanted).length === 0;
  return found.nodes.filter(
    ({ labels, taints, isReady, isCordoned }) =>
      isReady && !isCordoned && (isAll ? !taints.some(keepsPodsAway) : matches(labels, wanted)),
  );
}

/** Selectors of the stack file, each with its key. */
function selectorsOf({ topology, workload }: StackConfig): { path: string; selector: Labels }[] {
  const within = topology.cluster!.nodes;
  return [
    { path: "topology.cluster.nodes", selector: within },
    { path: "workload.nodeSelector", selector: { ...within, ...workload.nodeSelector } },
    ...Object.entries(workload.services).flatMap(([name, { nodeSelector }]) =>
      nodeSelector
        ? [{ path: `workload.services.${name}.nodeSelector`, selector: { ...within, ...nodeSelector } }]
        : [],
    ),
  ];
}

export function planFoundNodes(config: StackConfig, found: FoundCluster): PlannedNode[] {
  const shown = new Set([...TELLING, ...selectorsOf(config).flatMap(({ selector }) => Object.keys(selector))]);
  return chosenNodes(config, found).map((node) => {
    const { name, uid, labels, taints, cpus, memoryMiB, provider, internalIp, kubeletVersion } = node;
    const region = labels[REGION_LABEL] ?? "";
    const zone = labels[ZONE] ?? "";
    return {
      name,
      cloud: "existing",
      role: CONTROL_PLANE in labels ? "server" : "agent",
      size: labels[SIZE] ?? "size unknown",
      cpus,
      memoryMiB,
      cores: "whole",
      labels: Object.fromEntries(Object.entries(labels).filter(([key]) => shown.has(key))),
      taints,
      // Whoever asks: contexts of the same cluster have names of their own.
      site: zone || region || new URL(found.server).hostname,
      machine: {
        ...{ kind: "cluster" as const, uid, region, zone, kubeletVersion, internalIp },
        provider: provider === null ? null : (CLOUDS[provider] ?? provider),
        address: reachedAt(node, config),
      },
    };
  });
}

/** Null: the node has no such address. */
function reachedAt({ name, internalIp, externalIp }: DescribedNode, { topology }: StackConfig): string | null {
  const { address, addresses } = topology.cluster!;
  const own = { external: externalIp, internal: internalIp };
  return addresses[name] ?? (address === undefined ? (externalIp ?? internalIp) : own[address]);
}

/** What the stack file asks of the cluster that it does not have. @param namespace of the application */
export function foundProblems(config: StackConfig, namespace: string, found: FoundCluster): Problem[] {
  const nodes = chosenNodes(config, found);
  const { namespace: named, nodes: wanted, address, addresses } = config.topology.cluster!;
  const problems: Problem[] = [];
  if (named !== undefined && named !== namespace)
    problems.push({
      path: "topology.cluster.namespace",
      found: JSON.stringify(named),
      message: `is not the namespace that the application's objects name (${namespace}); keep one of them`,
    });
  const names = found.nodes.map(({ name }) => name);
  for (const name of Object.keys(addresses).filter((each) => !names.includes(each)))
    problems.push({
      path: `topology.cluster.addresses.${name}`,
      message: `is not a node of the cluster; nodes: ${names.join(", ")}`,
      nearest: nearest(name, names),
    });
  if (nodes.length === 0)
    return [...problems, { path: "topology.cluster.nodes", found: JSON.stringify(wanted), message: noNodes(found) }];
  for (const { path, selector } of selectorsOf(config))
    if (!nodes.some(({ labels }) => matches(labels, selector)))
      problems.push({ path, found: JSON.stringify(selector), message: noNodes({ ...found, nodes }) });
  const unreachable = planFoundNodes(config, found).filter(({ machine }) => addressOf(machine) === null);
  if (unreachable.length > 0)
    problems.push({
      path: "topology.cluster.address",
      found: address,
      message: `there is no such address of ${unreachable.map(({ name }) => name).join(", ")}; leave the key out, or set \`topology.cluster.addresses\``,
    });
  return problems;
}

/** Where the load reaches a node of an existing cluster. */
export const addressOf = (machine: PlannedNode["machine"]): string | null =>
  machine?.kind === "cluster" ? machine.address : null;

const MOST_SHOWN = 5;

/** With what tells the nodes that are there apart. */
function noNodes({ nodes }: FoundCluster): string {
  const shown = nodes.slice(0, MOST_SHOWN).map(({ name, labels, isReady, isCordoned, taints }) => {
    const why = isReady ? (isCordoned ? "cordoned" : taints.filter(keepsPodsAway).join(" ")) : "not Ready";
    const telling = [ZONE, SIZE].flatMap((key) => (labels[key] === undefined ? [] : [`${key}=${labels[key]}`]));
    return `${name} (${[...telling, ...(why === "" ? [] : [why])].join(", ") || "no zone or size"})`;
  });
  const rest = nodes.length > MOST_SHOWN ? ` and ${nodes.length - MOST_SHOWN} more` : "";
  const known = nodes.length === 0 ? "none" : `${shown.join(", ")}${rest}`;
  return `matches no node of the cluster that takes pods; \`kubectl get nodes --show-labels\` shows their labels; there are: ${known}`;
}
