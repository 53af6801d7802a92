/** Creates pods of our own, and reads how far their containers are. */
import type { KubeApi } from "./api.ts";
import { readPods } from "./pod-objects.ts";

export interface OwnPod {
  name: string;
  /** Null: not scheduled yet. */
  node: string | null;
  containers: PodContainer[];
  /** Why its node does not run it; null: it does, or will. */
  refusal: string | null;
}

export interface PodContainer {
  image: string;
  /** Whether it was created, and perhaps has ended. */
  hasBegun: boolean;
  /** Why it waits, in one word, such as `ErrImagePull`; null: it does not. */
  waiting: string | null;
  /** Details of `waiting`. */
  message: string | null;
}

export interface PodsClient {
  /** @param pod a whole object of Kubernetes' API @throws {InfraError} KUBERNETES_API with why it was refused */
  create(pod: object): Promise<void>;
  /** @param selector such as `app=frontend` */
  list(selector: string): Promise<OwnPod[]>;
  /** At once; one that is gone is no error. */
  delete(name: string): Promise<void>;
}

export function podsClient(api: KubeApi, namespace: string): PodsClient {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  return {
    async create(pod) {
      await api.create(pods, pod);
    },
    async list(selector) {
      const selected = await readPods(api, `${pods}?labelSelector=${encodeURIComponent(selector)}`);
      return selected.map(({ metadata, spec, status }) => ({
        name: metadata.name,
        node: spec.nodeName ?? null,
        // A pod whose containers ended is Failed too, and has them.
        refusal:
          status.phase === "Failed" && status.containerStatuses.length === 0
            ? (status.message ?? status.reason ?? "the node refused the pod")
            : null,
        containers: status.containerStatuses.map(({ image, state: { waiting } }) => ({
          image,
          hasBegun: waiting === undefined,
          waiting: waiting?.reason ?? null,
          message: waiting?.message ?? null,
        })),
      }));
    },
    delete: (name) => api.delete(`${pods}/${name}?gracePeriodSeconds=0`, { mayBeGone: true }),
  };
}
