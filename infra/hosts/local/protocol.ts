/** What the program reads of the answers of emulated nodes and links, a part of the lab's protocol: each answer is checked. */
import { z } from "zod";
import { readySchema as fullReady, type Quota } from "../../../lab/protocol/daemon.ts";
import { linkStatusSchema as fullLinkStatus } from "../../../lab/protocol/link.ts";
import { nodeStatusSchema as fullNodeStatus, replicaStatusSchema } from "../../../lab/protocol/node.ts";

export type { Quota };

/** `ready.json` of a daemon: there while it runs, or when it was killed. */
export const readySchema = fullReady.omit({ version: true });

const replicaSchema = replicaStatusSchema.omit({ pid: true });

export const replicasAnswerSchema = z.object({ replicas: z.array(replicaSchema) });

export const nodeStatusSchema = fullNodeStatus
  .pick({ name: true, cpuSeconds: true, memoryBytes: true, throttledSeconds: true, quota: true })
  .extend({ replicas: z.array(replicaSchema) });

export const forwardsAnswerSchema = z.object({ forwards: z.array(z.object({ id: z.string(), url: z.url() })) });

export const linkStatusSchema = fullLinkStatus.pick({ name: true, bytes: true });

export type Ready = z.infer<typeof readySchema>;
export type NodeStatus = z.infer<typeof nodeStatusSchema>;
export type ReplicaStatus = z.infer<typeof replicaSchema>;
export type LinkStatus = z.infer<typeof linkStatusSchema>;
