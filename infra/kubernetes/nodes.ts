/** Reads nodes and the pods on them, and takes nodes out of the cluster. */
import { z } from "zod";
import type { KubeApi } from "./api.ts";
import { hasEnded, readPods } from "./pod-objects.ts";

export interface PodOnNode {
  namespace: string;
  name: string;
}

export interface NodesClient {
  /** Names of all nodes. */
  nodes(): Promise<string[]>;
  /** Keeps new pods off a node. */
  cordon(node: string): Promise<void>;
  /** Pods of a node without those of DaemonSets, which would be created again, and those that have ended. */
  podsOn(node: string): Promise<PodOnNode[]>;
  /** @param graceS default: the pod's own; 0: at once, for a node that cannot confirm it */
  deletePod(pod: PodOnNode, graceS?: number): Promise<void>;
  deleteNode(node: string): Promise<void>;
}

const nodesSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

export function nodesClient(api: KubeApi): NodesClient {
  const nodes = "/api/v1/nodes";
  return {
    async nodes() {
      const { items } = await api.read("nodes", nodesSchema, nodes);
      return items.map(({ metadata }) => metadata.name);
    },
    cordon: (node) => api.patch(`${nodes}/${node}`, "application/merge-patch+json", { spec: { unschedulable: true } }),
    async podsOn(node) {
      const selector = encodeURIComponent(`spec.nodeName=${node}`);
      const pods = await readPods(api, `/api/v1/pods?fieldSelector=${selector}`);
      return pods
        .filter((pod) => !hasEnded(pod))
        .filter(({ metadata }) => !metadata.ownerReferences.some(({ kind }) => kind === "DaemonSet"))
        .map(({ metadata: { namespace, name } }) => ({ namespace, name }));
    },
    deletePod({ namespace, name }, graceS) {
      const grace = graceS === undefined ? "" : `?gracePeriodSeconds=${graceS}`;
      return api.delete(`/api/v1/namespaces/${namespace}/pods/${name}${grace}`, { mayBeGone: true });
    },
    deleteNode: (node) => api.delete(`${nodes}/${node}`, { mayBeGone: true }),
  };
}
