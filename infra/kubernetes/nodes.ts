/** Reads nodes and the pods on them, and takes nodes out of the cluster. */
import { z } from "zod";
import { InfraError } from "../errors.ts";
import type { KubeApi } from "./api.ts";

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
const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
      }),
      status: z.object({ phase: z.string().optional() }),
    }),
  ),
});
const ENDED = ["Failed", "Succeeded"];

const TIMEOUT_MS = 10_000;

export function nodesClient(api: KubeApi): NodesClient {
  const nodes = "/api/v1/nodes";
  /** What is gone already was deleted by somebody else, or by an earlier attempt. */
  async function deleteAt(path: string): Promise<void> {
    const { status, text } = await api.send(path, { method: "DELETE", timeoutMs: TIMEOUT_MS });
    if ((status < 200 || status >= 300) && status !== 404)
      throw new InfraError("KUBERNETES_API", `DELETE ${path}: HTTP ${status}: ${text.slice(0, 300)}`);
  }
  return {
    async nodes() {
      return nodesSchema
        .parse(await api.json(nodes, { timeoutMs: TIMEOUT_MS }))
        .items.map(({ metadata }) => metadata.name);
    },
    async cordon(node) {
      await api.json(`${nodes}/${node}?fieldManager=stackmark`, {
        method: "PATCH",
        contentType: "application/merge-patch+json",
        body: JSON.stringify({ spec: { unschedulable: true } }),
        timeoutMs: TIMEOUT_MS,
      });
    },
    async podsOn(node) {
      const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`;
      const { items } = podsSchema.parse(await api.json(path, { timeoutMs: TIMEOUT_MS }));
      return items
        .filter(({ status }) => !ENDED.includes(status.phase ?? ""))
        .filter(({ metadata }) => !metadata.ownerReferences.some(({ kind }) => kind === "DaemonSet"))
        .map(({ metadata: { namespace, name } }) => ({ namespace, name }));
    },
    deletePod({ namespace, name }, graceS) {
      const grace = graceS === undefined ? "" : `?gracePeriodSeconds=${graceS}`;
      return deleteAt(`/api/v1/namespaces/${namespace}/pods/${name}${grace}`);
    },
    deleteNode: (node) => deleteAt(`${nodes}/${node}`),
  };
}
