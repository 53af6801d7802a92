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

/**
 * A program that knows nothing of Stackmark, as a replica. It gets its port in `PORT`. Standard output and error go to the
 * replica's log. All that it starts ends with it: SIGTERM, and SIGKILL two seconds later.
 */
export const programSchema = z.object({
  /** The program and its arguments. */
  command: z.array(z.string()).min(1),
  /** Absolute path of its working directory. */
  folder: z.string(),
  /** It is ready once a GET of this path on its port is answered with 2xx; `null`: once its port accepts connections. */
  health: z.string().nullable(),
  /** How long it may take until it is ready. */
  timeoutMs: z.number().positive(),
  /** Another version is another program: the replica is replaced. */
  version: z.string(),
  /** What the replica may use of its node; a node without cgroups of version 1 cannot hold it to that. */
  limits: z.object({ cpus: z.number().positive().optional(), memoryMiB: z.number().positive().optional() }).optional(),
});

export const replicaSchema = z.object({
  service: z.string(),
  replica: z.number().int().nonnegative(),
  /** 0: any free port. Fails with `LAB_PORT_IN_USE` if the given port is taken. */
  port: z.number().int().nonnegative(),
  env: z.record(z.string(), z.string()),
  /** Absent: the storefront's service of this name. A program needs a port other than 0. */
  program: programSchema.optional(),
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
 *   (409), `LAB_UNKNOWN_SERVICE` (400), `LAB_PROGRAM_EXITED` (only programs failed, and all of them by ending) or
 *   `LAB_PROGRAM_NOT_READY`, and keeps the replicas that started. A replica that dies later is restarted on
 *   its port with a growing delay; calls to it are refused until it listens. The CPU quota is lifted while replicas
 *   start, and enforced again before the response.
 * - PUT /routes sets where this node's replicas find each service. Returns `{}` when all use them, without a restart.
 * - PUT /balancers sets the balancers of this node: each listens on loopback and gives its connections to its targets in
 *   turn. Returns `{balancers: [{id, url}]}`; a balancer that is unchanged keeps its port.
 * - PUT /lift lifts the CPU quota for at most `durationMs`; 0 enforces it again. Returns `{}`.
 * - GET /status returns a NodeStatus.
 * - POST /shutdown stops everything, removes the cgroups and returns `{}`; then the process exits with 0.
 */
export const replicasSchema = z.object({ replicas: z.array(replicaSchema) });
export const routesSchema = z.object({ routes: z.record(z.string(), z.array(routeSchema)) });
export const balancersSchema = z.object({
  balancers: z.array(z.object({ id: z.string(), targets: z.array(z.url()).min(1) })),
});
export const liftSchema = z.object({ durationMs: z.number().int().nonnegative().max(120_000) });

/** Cgroups of replicas, below the one of their node; no node has such a name. */
export const REPLICA_CGROUP_PREFIX = "replica_";

export const replicaStatusSchema = z.object({
  service: z.string(),
  replica: z.number().int(),
  /** 0 while there is no process. */
  pid: z.number().int(),
  port: z.number().int(),
  /** Prometheus text at `/metrics`; 0: it has none, as programs do. */
  metricsPort: z.number().int(),
  restarts: z.number().int(),
  /** `stopped`: the process died and will be restarted. */
  state: z.enum(["starting", "running", "stopped"]),
  /** Of a program and all that it started: CPU time since the start of the replica, and memory. */
  usage: z.object({ cpuSeconds: z.number(), memoryBytes: z.number() }).optional(),
  /** Of a program in a cgroup: how often it was killed for lack of memory since the start of the replica. */
  oomKills: z.number().int().optional(),
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
export type Program = z.infer<typeof programSchema>;
export type Replica = z.infer<typeof replicaSchema>;
export type ReplicaStatus = z.infer<typeof replicaStatusSchema>;
export type Balancer = z.infer<typeof balancersSchema>["balancers"][number];
export type Route = z.infer<typeof routeSchema>;
