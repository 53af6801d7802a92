/** An emulated node. */
import { z } from "zod";
import { quotaSchema } from "./daemon.ts";

/** `node lab/storefront/node.ts START_FILE`, detached. Everything that the node writes goes under `dir`. */
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
  /** 0: any free port; else that port, and a clear failure where it is taken. */
  port: z.number().int().nonnegative(),
  env: z.record(z.string(), z.string()),
});

/** One place that a call to a service may go to, as its caller sees it: the replica itself, or the link's entry to it. */
export const routeSchema = z.object({
  url: z.url(),
  node: z.string(),
  replica: z.number().int().nonnegative(),
  /** Calls through here cross a link between nodes. */
  remote: z.boolean(),
});

/**
 * PUT /replicas: starts what is missing, stops what is not listed, replaces what is listed with another port or
 * environment; idempotent. Answers when all listen: `{replicas: ReplicaStatus[]}`. Else 4xx/5xx `{code, message}`, with
 * `LAB_PORT_IN_USE` (409) where the asked port is taken and `LAB_UNKNOWN_SERVICE` (400); the replicas that did start stay.
 * A replica that dies later is restarted on its port with a growing delay; calls to it are refused until it listens.
 * The CPU quota is lifted while replicas start here, and holds again when this answers.
 * PUT /routes: where this node's replicas find each service; answers `{}` when all have taken it, without a restart.
 * PUT /lift: lifts the CPU quota for at most so long; 0: it holds again. Answers `{}`.
 * GET /status: NodeStatus. POST /shutdown: ends everything and removes the cgroups, answers `{}`, then the process
 * exits 0. All errors are `{code, message}`: a wrong token is 401 `LAB_WRONG_TOKEN`, a malformed body 400
 * `LAB_MALFORMED_REQUEST`.
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
  /** `stopped`: it died and waits for its restart. */
  state: z.enum(["starting", "running", "stopped"]),
});

/**
 * `/status` also carries the node's own usage since its start, so that a scraper needs no cgroup access:
 * cpuSeconds and memoryBytes over supervisor and replicas.
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
