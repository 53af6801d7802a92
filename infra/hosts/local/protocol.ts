/** What emulated nodes and links say, as far as the program reads it. They are other programs: every answer is checked. */
import { z } from "zod";

export const quotaSchema = z.object({ cpu: z.boolean(), memory: z.boolean(), note: z.string() });

/** `ready.json` of a daemon: there while it runs, or when it was killed. */
export const readySchema = z.object({
  pid: z.number().int().positive(),
  startTicks: z.string(),
  control: z.url(),
  quota: quotaSchema,
  cgroups: z.array(z.string()),
});

const replicaSchema = z.object({
  service: z.string(),
  replica: z.number().int(),
  port: z.number().int(),
  metricsPort: z.number().int(),
  restarts: z.number().int(),
  state: z.enum(["starting", "running", "stopped"]),
});

export const replicasAnswerSchema = z.object({ replicas: z.array(replicaSchema) });

export const nodeStatusSchema = z.object({
  name: z.string(),
  cpuSeconds: z.number(),
  memoryBytes: z.number(),
  throttledSeconds: z.number().nullable(),
  quota: quotaSchema,
  replicas: z.array(replicaSchema),
});

export const forwardsAnswerSchema = z.object({ forwards: z.array(z.object({ id: z.string(), url: z.url() })) });

export const linkStatusSchema = z.object({ name: z.string(), bytes: z.record(z.string(), z.number()) });

export type Quota = z.infer<typeof quotaSchema>;
export type Ready = z.infer<typeof readySchema>;
export type NodeStatus = z.infer<typeof nodeStatusSchema>;
export type ReplicaStatus = z.infer<typeof replicaSchema>;
export type LinkStatus = z.infer<typeof linkStatusSchema>;
