/** Describes the nodes of a cluster that others run: where they are, what they offer, and what keeps pods away. */
import { z } from "zod";
import { quantityOf } from "../catalog/quantities.ts";
import type { KubeApi } from "./api.ts";
import { conditionSchema, isTrue } from "./conditions.ts";

export interface DescribedNode {
  name: string;
  /** Another one if the node joined anew. */
  uid: string;
  labels: Record<string, string>;
  /** `key=value:Effect` */
  taints: string[];
  isReady: boolean;
  /** Somebody keeps new pods off it (`kubectl cordon`). */
  isCordoned: boolean;
  /** Cores for pods. */
  cpus: number;
  /** Memory for pods. */
  memoryMiB: number;
  /** Who runs the machine, such as `aws`, `azure`, `gce`, `kind` or `k3s`. Null: the node does not say. */
  provider: string | null;
  internalIp: string | null;
  externalIp: string | null;
  /** Such as `v1.35.5+k3s1`. */
  kubeletVersion: string;
}

const listSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), uid: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
      spec: z.object({
        providerID: z.string().optional(),
        unschedulable: z.boolean().default(false),
        taints: z.array(z.object({ key: z.string(), value: z.string().optional(), effect: z.string() })).default([]),
      }),
      status: z.object({
        allocatable: z.object({ cpu: z.string(), memory: z.string() }),
        addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
        conditions: z.array(conditionSchema).default([]),
        nodeInfo: z.object({ kubeletVersion: z.string() }),
      }),
    }),
  ),
});
type RawNode = z.infer<typeof listSchema>["items"][number];

/** @throws {InfraError} KUBERNETES_API */
export async function describeNodes(api: KubeApi): Promise<DescribedNode[]> {
  const { items } = await api.read("nodes", listSchema, "/api/v1/nodes");
  return items.map(nodeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function nodeOf({ metadata, spec, status }: RawNode): DescribedNode {
  const address = (type: string): string | null => status.addresses.find((each) => each.type === type)?.address ?? null;
  return {
    ...metadata,
    taints: spec.taints.map(({ key, value = "", effect }) => `${key}=${value}:${effect}`),
    isReady: isTrue(status.conditions, "Ready"),
    isCordoned: spec.unschedulable,
    cpus: quantityOf(status.allocatable.cpu),
    memoryMiB: Math.floor(quantityOf(status.allocatable.memory) / 2 ** 20),
    // Such as `aws:///eu-west-1a/i-0abc`.
    provider: /^([a-z0-9]+):\/\//.exec(spec.providerID ?? "")?.[1] ?? null,
    internalIp: address("InternalIP"),
    externalIp: address("ExternalIP"),
    kubeletVersion: status.nodeInfo.kubeletVersion,
  };
}
