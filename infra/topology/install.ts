/** How an application is put on a cluster, and where users enter it: on machines of the stack's and in an existing cluster. */
import type { Application, ApplicationEntry } from "../applications/application.ts";
import { matches, type Labels } from "../catalog/labels.ts";
import { isForLoad } from "./pods.ts";
import type { StackConfig } from "../config/schema/index.ts";
import { planExposure, type PlannedExposure } from "./exposure.ts";

export interface InstallPlan {
  /** The service that users call. */
  entry: ApplicationEntry & {
    /** Null: the cluster chooses it. */
    nodePort: number | null;
    /** What users pass on their way to it. */
    exposure: PlannedExposure;
    /** Nodes that may run the entry; all while it is not known what the entry is. */
    nodes: string[];
    /** Where the entry is moved once nodes have their labels. Null: it stays where the scheduler places it. */
    move: { nodeSelector: Labels; target: string[] } | null;
  };
  /** Nodes that must run a pod of the workload. Without one, the stack would measure a smaller topology. */
  mustServe: string[];
  workload: {
    namespace: string;
    /** Whether nodes pull the images of all services that they may run before anything is timed. */
    preload: boolean;
    killPod: boolean;
    timeoutMs: number;
    /** Services that must be Ready before the load. Null: all. */
    ready: string[] | null;
    /** For services that are known once they are installed. Null: there are none. */
    others: { nodeSelector: Labels; nodes: string[] } | null;
  };
}

export interface LabelledNode {
  name: string;
  labels: Labels;
}

export const nodesWith = (selector: Labels, nodes: readonly LabelledNode[]): string[] =>
  nodes.filter((node) => matches(node.labels, selector) && !isForLoad(node)).map(({ name }) => name);

/** An entry that is moved is deployed without its selector, and moved to it once nodes have their labels. */
export function planEntry(
  { workload }: StackConfig,
  { entry, movesEntry }: Application,
  nodes: readonly LabelledNode[],
): InstallPlan["entry"] {
  const { nodePort = null, services } = workload;
  const exposure = planExposure(workload, nodePort);
  if (entry.deployment === null) return { ...entry, nodePort, exposure, nodes: nodesWith({}, nodes), move: null };
  const nodeSelector: Labels = services[entry.deployment]?.nodeSelector ?? workload.nodeSelector;
  const target = nodesWith(nodeSelector, nodes);
  const isMoved = movesEntry && Object.keys(nodeSelector).length > 0;
  return { ...entry, nodePort, exposure, nodes: target, move: isMoved ? { nodeSelector, target } : null };
}

/** @param within labels that all pods' nodes have, besides those of their services */
export function planWorkload(
  { workload }: StackConfig,
  { namespace, ready, hasMore }: Application,
  nodes: readonly LabelledNode[],
  within: Labels = {},
): InstallPlan["workload"] {
  const nodeSelector = { ...within, ...workload.nodeSelector };
  return {
    namespace,
    preload: workload.preload,
    killPod: workload.killPod,
    timeoutMs: Math.round(workload.timeoutS * 1000),
    ready,
    others: hasMore ? { nodeSelector, nodes: nodesWith(nodeSelector, nodes) } : null,
  };
}
