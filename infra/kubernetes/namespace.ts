/** Reads and changes the Deployments, StatefulSets and pods of one namespace. */
import { z } from "zod";
import type { KubeApi } from "./api.ts";
import { autoscalersClient, type AutoscalersClient } from "./autoscalers.ts";
import { conditionOf, isTrue } from "./conditions.ts";
import { recommendationsClient, type RecommendationsClient } from "./recommendations.ts";
import {
  CONTROLLER_KINDS,
  controllerOf,
  controllerSpecSchema,
  serviceOf,
  serviceSpecSchema,
  type Controller,
  type ControllerKind,
  type KubeService,
  type ResourceSettings,
} from "./objects.ts";
import { hasEnded, readPods, type ContainerStatus, type PodObject } from "./pod-objects.ts";

export interface Pod {
  name: string;
  /** The Deployment or StatefulSet that made it; empty: neither did. */
  service: string;
  /** Null: not scheduled yet. */
  node: string | null;
  ready: boolean;
  /** Its deletion was requested. */
  isTerminating: boolean;
  /** Why it is not scheduled, or why a container waits, with its image where that cannot be had. */
  waitingReason: string | null;
  createdAt: number;
}

/** A Deployment or StatefulSet that is there. */
export interface Deployment extends Controller {
  /** The controller has observed the newest template, and all pods were created from it. */
  isRolledOut: boolean;
}

export interface NamespaceClient extends AutoscalersClient, RecommendationsClient {
  /** StatefulSets too. */
  deployments(): Promise<Deployment[]>;
  /** The whole `spec` of a Deployment. */
  deploymentSpec(name: string): Promise<Record<string, unknown>>;
  services(): Promise<KubeService[]>;
  pods(): Promise<Pod[]>;
  /** Adds labels to the node selector; `null` removes one. @param kind default: Deployment */
  setNodeSelector(name: string, selector: Record<string, string | null>, kind?: ControllerKind): Promise<void>;
  /** @param kind default: Deployment */
  scale(name: string, replicas: number, kind?: ControllerKind): Promise<void>;
  /** Sets requests and limits of one container, and keeps the others. @param kind default: Deployment */
  setResources(name: string, container: string, resources: ResourceSettings, kind?: ControllerKind): Promise<void>;
  deletePod(name: string): Promise<void>;
  /** Time of day at which Helm began to install or upgrade the newest release in the namespace, in whole seconds; null: none. */
  releasedAt(): Promise<number | null>;
}

const deploymentsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), generation: z.int() }),
      status: z.object({
        observedGeneration: z.int().default(0),
        replicas: z.int().default(0),
        updatedReplicas: z.int().default(0),
      }),
      spec: controllerSpecSchema,
    }),
  ),
});
const specSchema = z.object({ spec: z.record(z.string(), z.unknown()) });
const servicesSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }), spec: serviceSpecSchema })),
});
/** Helm stores each revision of a release in a Secret, before it creates anything else. */
const revisionsSchema = z.object({
  items: z.array(z.object({ metadata: z.object({ creationTimestamp: z.string() }) })),
});
type DeploymentObject = z.infer<typeof deploymentsSchema>["items"][number];

function deploymentOf(kind: ControllerKind, { metadata, spec, status }: DeploymentObject): Deployment {
  const isSeen = status.observedGeneration >= metadata.generation;
  const controller = controllerOf(kind, metadata.name, spec);
  const { replicas } = controller;
  return {
    ...controller,
    isRolledOut: isSeen && status.updatedReplicas === replicas && status.replicas === replicas,
  };
}

/** A Deployment makes pods by a ReplicaSet, which is named after it and the hash of their template. */
function controllerNameOf({ ownerReferences, labels }: PodObject["metadata"]): string {
  const owner = ownerReferences.find(({ controller }) => controller);
  if (owner?.kind === "StatefulSet") return owner.name;
  const suffix = `-${labels["pod-template-hash"]}`;
  return owner?.kind === "ReplicaSet" && owner.name.endsWith(suffix) ? owner.name.slice(0, -suffix.length) : "";
}

/** Also `PodInitializing`, which says less than the reason of the init container before it. */
function waitingOf({ image, state }: ContainerStatus): string[] {
  const reason = state.waiting?.reason;
  if (reason === undefined) return [];
  return [/image/i.test(reason) ? `${reason} of ${image}` : reason];
}

function podOf({ metadata, spec, status }: PodObject): Pod {
  const reasons = [...status.initContainerStatuses, ...status.containerStatuses].flatMap(waitingOf);
  const scheduled = conditionOf(status.conditions, "PodScheduled");
  const unscheduled = scheduled?.status === "False" ? scheduled.message : undefined;
  return {
    name: metadata.name,
    service: controllerNameOf(metadata),
    node: spec.nodeName ?? null,
    ready: isTrue(status.conditions, "Ready"),
    isTerminating: metadata.deletionTimestamp !== undefined,
    waitingReason: unscheduled ?? reasons[0] ?? null,
    createdAt: Date.parse(metadata.creationTimestamp),
  };
}

export function namespaceClient(api: KubeApi, namespace: string): NamespaceClient {
  const controllers = {
    Deployment: `/apis/apps/v1/namespaces/${namespace}/deployments`,
    StatefulSet: `/apis/apps/v1/namespaces/${namespace}/statefulsets`,
  } as const satisfies Record<ControllerKind, string>;
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const patch = (kind: ControllerKind, name: string, spec: object): Promise<void> =>
    api.patch(`${controllers[kind]}/${name}`, "application/strategic-merge-patch+json", { spec });
  const read = async (kind: ControllerKind): Promise<Deployment[]> => {
    const { items } = await api.read(`${kind}s`, deploymentsSchema, controllers[kind]);
    return items.map((item) => deploymentOf(kind, item));
  };
  return {
    ...autoscalersClient(api, namespace),
    ...recommendationsClient(api, namespace),
    async deployments() {
      return (await Promise.all(CONTROLLER_KINDS.map(read))).flat();
    },
    async deploymentSpec(name) {
      const { spec } = await api.read("Deployment", specSchema, `${controllers.Deployment}/${name}`);
      return spec;
    },
    async services() {
      const path = `/api/v1/namespaces/${namespace}/services`;
      const { items } = await api.read("Services", servicesSchema, path);
      return items.map(({ metadata, spec }) => serviceOf(metadata.name, spec));
    },
    async pods() {
      return (await readPods(api, pods)).filter((pod) => !hasEnded(pod)).map(podOf);
    },
    setNodeSelector: (name, nodeSelector, kind = "Deployment") =>
      patch(kind, name, { template: { spec: { nodeSelector } } }),
    scale: (name, replicas, kind = "Deployment") => patch(kind, name, { replicas }),
    setResources: (name, container, resources, kind = "Deployment") =>
      patch(kind, name, { template: { spec: { containers: [{ name: container, resources }] } } }),
    deletePod: (name) => api.delete(`${pods}/${name}`),
    async releasedAt() {
      const secrets = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${encodeURIComponent("owner=helm")}`;
      const { items } = await api.read("revisions of releases", revisionsSchema, secrets);
      return items.length === 0 ? null : Math.max(...items.map((each) => Date.parse(each.metadata.creationTimestamp)));
    },
  };
}
