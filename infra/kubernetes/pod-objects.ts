/** Pods as the API server has them, as far as Stackmark reads them. */
import { z } from "zod";
import type { KubeApi } from "./api.ts";
import { conditionSchema } from "./conditions.ts";

const strings = z.record(z.string(), z.string());

const containerStatusSchema = z.object({
  name: z.string(),
  image: z.string(),
  ready: z.boolean(),
  state: z
    .object({
      waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
      running: z.object({}).optional(),
      terminated: z
        .object({ reason: z.string().optional(), exitCode: z.int(), message: z.string().optional() })
        .optional(),
    })
    .default({}),
});
export type ContainerStatus = z.infer<typeof containerStatusSchema>;

export const podSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    labels: strings.default({}),
    ownerReferences: z
      .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().default(false) }))
      .default([]),
    creationTimestamp: z.string(),
    /** Its deletion was requested. */
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({
    /** Absent: it is not scheduled yet. */
    nodeName: z.string().optional(),
    containers: z.array(
      z.object({
        name: z.string(),
        ports: z.array(z.object({ name: z.string().optional(), containerPort: z.int() })).default([]),
        resources: z.object({ limits: strings.optional() }).optional(),
      }),
    ),
  }),
  status: z.object({
    phase: z.string().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
    podIP: z.string().optional(),
    conditions: z.array(conditionSchema).default([]),
    initContainerStatuses: z.array(containerStatusSchema).default([]),
    containerStatuses: z.array(containerStatusSchema).default([]),
  }),
});
export type PodObject = z.infer<typeof podSchema>;

const listSchema = z.object({ items: z.array(podSchema) });

/** @param path of a list of pods @throws {InfraError} KUBERNETES_API */
export const readPods = async (api: KubeApi, path: string): Promise<PodObject[]> =>
  (await api.read("pods", listSchema, path)).items;

/** Whether a pod's phase is one of those that it stays in. Such pods stay listed long after they were replaced. */
export const hasEnded = ({ status: { phase } }: PodObject): boolean => phase === "Failed" || phase === "Succeeded";
