/** Reads and changes Deployments and pods of one namespace. */
import { z } from "zod";
import type { KubeApi } from "./api.ts";

export interface Pod {
  name: string;
  /** Its label `app`. */
  app: string;
  /** Null: not scheduled yet. */
  node: string | null;
  ready: boolean;
  /** Its deletion was requested. */
  isTerminating: boolean;
  /** Why it is not scheduled, or why a container waits, with its image where that cannot be had. */
  waitingReason: string | null;
  createdAt: number;
}

export interface Deployment {
  name: string;
  replicas: number;
  nodeSelector: Record<string, string>;
  /** The controller has observed the newest template, and all pods were created from it. */
  isRolledOut: boolean;
}

export interface NamespaceClient {
  deployments(): Promise<Deployment[]>;
  pods(): Promise<Pod[]>;
  /** Adds labels to the Deployment's node selector; `null` removes one. */
  setNodeSelector(deployment: string, selector: Record<string, string | null>): Promise<void>;
  scale(deployment: string, replicas: number): Promise<void>;
  deletePod(name: string): Promise<void>;
  /** Time of day at which Helm began to install or upgrade the newest release in the namespace, in whole seconds; null: none. */
  releasedAt(): Promise<number | null>;
}

const strings = z.record(z.string(), z.string());
const deploymentsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), generation: z.int() }),
      status: z.object({
        observedGeneration: z.int().default(0),
        replicas: z.int().default(0),
        updatedReplicas: z.int().default(0),
      }),
      spec: z.object({
        replicas: z.int().default(1),
        template: z.object({ spec: z.object({ nodeSelector: strings.default({}) }) }),
      }),
    }),
  ),
});
const containersSchema = z
  .array(
    z.object({
      image: z.string().optional(),
      state: z.object({ waiting: z.object({ reason: z.string().optional() }).optional() }).optional(),
    }),
  )
  .default([]);
const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: strings.default({}),
        creationTimestamp: z.string(),
        deletionTimestamp: z.string().optional(),
      }),
      spec: z.object({ nodeName: z.string().optional() }),
      status: z.object({
        phase: z.string().optional(),
        conditions: z
          .array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() }))
          .default([]),
        initContainerStatuses: containersSchema,
        containerStatuses: containersSchema,
      }),
    }),
  ),
});
/** Helm stores each revision of a release in a Secret, before it creates anything else. */
const revisionsSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ creationTimestamp: z.string() }) })),
});
/** Whether a pod's phase is one of those that it stays in. Such pods stay listed long after they were replaced. */
export const hasEnded = ({ phase }: { phase?: string | undefined }): boolean =>
  phase === "Failed" || phase === "Succeeded";

type RawPod = z.infer<typeof podsSchema>["items"][number];
type RawDeployment = z.infer<typeof deploymentsSchema>["items"][number];

function deploymentOf({ metadata, spec, status }: RawDeployment): Deployment {
  const isSeen = status.observedGeneration >= metadata.generation;
  return {
    name: metadata.name,
    replicas: spec.replicas,
    nodeSelector: spec.template.spec.nodeSelector,
    isRolledOut: isSeen && status.updatedReplicas === spec.replicas && status.replicas === spec.replicas,
  };
}

/** Also `PodInitializing`, which says less than the reason of the init container before it. */
function waitingOf({ image, state }: z.infer<typeof containersSchema>[number]): string[] {
  const reason = state?.waiting?.reason;
  if (reason === undefined) return [];
  return [/image/i.test(reason) && image ? `${reason} of ${image}` : reason];
}

function podOf({ metadata, spec, status }: RawPod): Pod {
  const condition = (type: string) => status.conditions.find((each) => each.type === type);
  const reasons = [...status.initContainerStatuses, ...status.containerStatuses].flatMap(waitingOf);
  const unscheduled = condition("PodScheduled")?.status === "False" ? condition("PodScheduled")?.message : undefined;
  return {
    name: metadata.name,
    app: metadata.labels.app ?? "",
    node: spec.nodeName ?? null,
    ready: condition("Ready")?.status === "True",
    isTerminating: metadata.deletionTimestamp !== undefined,
    waitingReason: unscheduled ?? reasons[0] ?? null,
    createdAt: Date.parse(metadata.creationTimestamp),
  };
}

export function namespaceClient(api: KubeApi, namespace: string): NamespaceClient {
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const patch = (deployment: string, spec: object): Promise<void> =>
    api.patch(`${deployments}/${deployment}`, "application/strategic-merge-patch+json", { spec });
  return {
    async deployments() {
      const { items } = await api.read("Deployments", deploymentsSchema, deployments);
      return items.map(deploymentOf);
    },
    async pods() {
      const { items } = await api.read("pods", podsSchema, pods);
      return items.filter(({ status }) => !hasEnded(status)).map(podOf);
    },
    setNodeSelector: (deployment, nodeSelector) => patch(deployment, { template: { spec: { nodeSelector } } }),
    scale: (deployment, replicas) => patch(deployment, { replicas }),
    deletePod: (name) => api.delete(`${pods}/${name}`),
    async releasedAt() {
      const secrets = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${encodeURIComponent("owner=helm")}`;
      const { items } = await api.read("revisions of releases", revisionsSchema, secrets);
      return items.length === 0 ? null : Math.max(...items.map((each) => Date.parse(each.metadata.creationTimestamp)));
    },
  };
}
