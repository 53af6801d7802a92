/** An emulated node. */
import { z } from "zod";
import { quotaSchema } from "./daemon.ts";

/** `node lab/storefront/node.ts START_FILE`, detached. The node writes only under `dir`. */
export const nodeStartSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  name: z.string(),
  /** State folder of this node: `ready.json`, `node.log`, `services/*.log`. */
  dir: z.string(),
  token: z.string(),
  cpus: z.number().positive(),
  memoryMiB: z.number().int().positive(),
  /** 0: any free port. */
  controlPort: z.number().int().nonnegative(),
});

export const replicaSchema = z.object({
  service: z.string(),
  replica: z.number().int().nonnegative(),
  /** 0: any free port. Fails with `LAB_PORT_IN_USE` if the given port is taken. */
  port: z.number().int().nonnegative(),
  env: z.record(z.string(), z.string()),
});

/** An address at which callers reach a replica of a service: the replica itself, or the link's entry to it. */
export const routeSchema = z.object({
  url: z.url(),
  node: z.string(),
  replica: z.number().int().nonnegative(),
  /** Whether calls cross a link between nodes. */
  remote: z.boolean(),
});

/**
 * - PUT /replicas starts missing replicas, stops those that are not listed, and replaces those whose port or environment
 *   changed; idempotent. Returns `{replicas: ReplicaStatus[]}` when all listen. Otherwise fails with `LAB_PORT_IN_USE`
 *   (409) or `LAB_UNKNOWN_SERVICE` (400), and keeps the replicas that started. A replica that dies later is restarted on
 *   its port with a growing delay; calls to it are refused until it listens. The CPU quota is lifted while replicas
 *   start, and enforced again before the response.
 * - PUT /routes sets where this node's replicas find each service. Returns `{}` when all use them, without a restart.
 * - PUT /lift lifts the CPU quota for at most `durationMs`; 0 enforces it again. Returns `{}`.
 * - GET /status returns a NodeStatus.
 * - POST /shutdown stops everything, removes the cgroups and returns `{}`; then the process exits with 0.
 */
export const replicasSchema = z.object({ replicas: z.array(replicaSchema) });
export const routesSchema = z.object({ routes: z.record(z.string(), z.array(routeSchema)) });
export const liftSchema = z.object({ durationMs: z.number().int().nonnegative().max(120_000) });

export const replicaStatusSchema = z.object({
  service: z.string(),
  replica: z.number().int(),
  /** 0 while there is no process. */
  pid: z.number().int(),
  port: z.number().int(),
  /** Prometheus text at `/metrics`. */
  metricsPort: z.number().int(),
  restarts: z.number().int(),
  /** `stopped`: the process died and will be restarted. */
  state: z.enum(["starting", "running", "stopped"]),
});

/**
 * Includes the node's usage since its start (cpuSeconds and memoryBytes of supervisor and replicas), so that a scraper
 * needs no access to cgroups.
 */
export const nodeStatusSchema = z.object({
  name: z.string(),
  pid: z.number().int(),
  startTicks: z.string(),
  uptimeMs: z.number(),
  cpus: z.number(),
  memoryMiB: z.number(),
  quota: quotaSchema,
  cpuSeconds: z.number(),
  memoryBytes: z.number(),
  throttledSeconds: z.number().nullable(),
  replicas: z.array(replicaStatusSchema),
});

export type NodeStart = z.infer<typeof nodeStartSchema>;
export type NodeStatus = z.infer<typeof nodeStatusSchema>;
export type Replica = z.infer<typeof replicaSchema>;
export type ReplicaStatus = z.infer<typeof replicaStatusSchema>;
export type Route = z.infer<typeof routeSchema>;
