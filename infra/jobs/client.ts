/** Creates, watches and deletes the pods of one load. */
import { z } from "zod";
import type { KubeApi } from "../kubernetes/api.ts";
import { readPods } from "../kubernetes/pod-objects.ts";
import { JOB, loadNamespacesPath, NAMESPACES } from "./names.ts";
import { configMapOf, jobOf, namespaceOf, type Owner, type PodPool, type PodProgram } from "./objects.ts";
import { regionalService, type PodAddresses } from "./target.ts";
import { podState, type PodState } from "./pod-state.ts";

/** What is to be created. */
export interface PodWork {
  owner: Owner;
  pool: PodPool;
  program: PodProgram;
  /** Pods of the entry that the namespace gets a Service for. Null: none. */
  behind: PodAddresses | null;
  /** Until Kubernetes ends the pods by itself. */
  limitMs: number;
}

export interface JobClient {
  /** Namespaces that earlier attempts left behind. */
  leftOver(stack: string): Promise<string[]>;
  /** Creates the pods in a namespace of their own, and returns its name. */
  create(work: PodWork, suffix: string): Promise<string>;
  /** By their index in the Job. */
  pods(namespace: string): Promise<PodState[]>;
  deletePod(namespace: string, pod: string): Promise<void>;
  /** Deletes a namespace with all that is in it, and returns before that has ended. */
  deleteAll(namespace: string): Promise<void>;
  isGone(namespace: string): Promise<boolean>;
}

const namespacesSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
const createdSchema = z.object({ metadata: z.object({ uid: z.string() }) });

const TIMEOUT_MS = 10_000;

export function jobClient(api: KubeApi): JobClient {
  return {
    async leftOver(stack) {
      const { items } = await api.read("namespaces", namespacesSchema, loadNamespacesPath(stack));
      return items.map(({ metadata }) => metadata.name);
    },
    async create({ owner, pool, program, behind, limitMs }, suffix) {
      const own = namespaceOf(owner, suffix);
      const { name } = own.metadata;
      const jobs = `/apis/batch/v1/namespaces/${name}/jobs`;
      await api.create(NAMESPACES, own);
      if (behind !== null) {
        const { service, slice } = regionalService(behind);
        await api.create(`${NAMESPACES}/${name}/services`, service);
        await api.create(`/apis/discovery.k8s.io/v1/namespaces/${name}/endpointslices`, slice);
      }
      const { metadata } = createdSchema.parse(await api.create(jobs, jobOf(pool, program, limitMs)));
      await api.create(`${NAMESPACES}/${name}/configmaps`, configMapOf(metadata.uid, program));
      await api.patch(`${jobs}/${JOB}`, "application/merge-patch+json", { spec: { suspend: false } });
      return name;
    },
    async pods(namespace) {
      const pods = await readPods(api, `${NAMESPACES}/${namespace}/pods`);
      return pods.map(podState).sort((a, b) => a.index - b.index);
    },
    deletePod: (namespace, pod) =>
      api.delete(`${NAMESPACES}/${namespace}/pods/${pod}?gracePeriodSeconds=0`, { mayBeGone: true }),
    deleteAll: (namespace) => api.delete(`${NAMESPACES}/${namespace}`, { mayBeGone: true }),
    async isGone(namespace) {
      const { status } = await api.send(`${NAMESPACES}/${namespace}`, { timeoutMs: TIMEOUT_MS });
      return status === 404;
    },
  };
}
