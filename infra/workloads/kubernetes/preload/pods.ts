/**
 * Pods that make nodes pull images: a kubelet pulls a container's image before it looks for its program, so containers
 * whose program does not exist pull and then end, whatever the image holds. Pure.
 */
import type { Controller } from "../../../kubernetes/objects.ts";
import type { OwnPod, PodContainer } from "../../../kubernetes/pods.ts";

/** The images that a node may have to run. */
export interface NodeImages {
  node: string;
  images: string[];
  pullSecrets: string[];
}

/** @param nodesOf the nodes that may run a service */
export function imagesByNode(
  controllers: readonly Controller[],
  nodesOf: (service: string) => readonly string[],
): NodeImages[] {
  const pairs = controllers.flatMap((controller) => nodesOf(controller.name).map((node) => ({ node, controller })));
  return [...Map.groupBy(pairs, ({ node }) => node)].map(([node, of]) => ({
    node,
    images: [...new Set(of.flatMap(({ controller }) => controller.images))],
    pullSecrets: [...new Set(of.flatMap(({ controller }) => controller.pullSecrets))],
  }));
}

export const PRELOAD_LABEL = "stackmark-preload";

/** Nothing in an image has this path. */
const NO_PROGRAM = ["/stackmark-pulls-this-image"];

/** Policies of namespaces may refuse a pod that asks for more. */
const RESTRICTED = {
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

export const preloadPod = ({ node, images, pullSecrets }: NodeImages) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { generateName: `${PRELOAD_LABEL}-`, labels: { [PRELOAD_LABEL]: "true" } },
  spec: {
    // Past the scheduler, which would look for room, and on a node that is kept for the workload by a taint.
    nodeName: node,
    tolerations: [{ operator: "Exists" }],
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    imagePullSecrets: pullSecrets.map((name) => ({ name })),
    containers: images.map((image, i) => ({
      ...{ name: `image-${i}`, image, imagePullPolicy: "IfNotPresent", command: NO_PROGRAM },
      securityContext: RESTRICTED,
    })),
  },
});

/** Reasons of a container that has its image, and cannot begin without its program. */
const HAS_IMAGE = /^(CreateContainer|RunContainer|CrashLoop|StartError|PostStartHook)/;
/** Reasons of one whose image cannot be had. */
const NO_IMAGE = /image|registry/i;

const isPulled = ({ hasBegun, waiting }: PodContainer): boolean =>
  hasBegun || (waiting !== null && HAS_IMAGE.test(waiting));

/** `failed`: images that cannot be had, and nodes that take no pod, with the reasons. */
export function progressOf(pods: readonly OwnPod[], expected: number): { isDone: boolean; failed: string[] } {
  const containers = pods.flatMap((pod) => pod.containers.map((container) => ({ node: pod.node, container })));
  const pending = containers.filter(({ container }) => !isPulled(container));
  const failed = pending.filter(({ container: { waiting } }) => waiting !== null && NO_IMAGE.test(waiting));
  const images = failed.map(({ node, container: { image, waiting, message } }) => {
    return `${image} on ${node}: ${message ?? waiting}`;
  });
  const nodes = pods.flatMap(({ node, refusal }) => (refusal === null ? [] : [`${node}: ${refusal}`]));
  return { isDone: containers.length >= expected && pending.length === 0, failed: [...images, ...nodes] };
}
