/**
 * How an emulated node and a link between nodes are spoken to: JSON files to start them, HTTP on loopback after.
 *
 * The Pulumi program starts `lab/storefront/node.ts` and `lab/wan/link.ts` by path and speaks this protocol; it never
 * imports the lab. Every control request carries `authorization: Bearer <token>`; the token comes from the start file,
 * so it is in no command line.
 */
import { z } from "zod";

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

/**
 * Written atomically to `<dir>/ready.json` once the control port answers; the parent waits for it. A clean end removes
 * it, so where the file stands and the process doesn't, the daemon was killed: `cgroups`, empty by then, can be removed
 * with rmdir in the order given (a parent that others still use refuses, rightly). A malformed start file ends the
 * process with exit code 2 and every problem on stderr; a daemon that already runs in `dir`, with exit code 1.
 */
export const nodeReadySchema = z.object({
  version: z.literal(1),
  pid: z.number().int(),
  /** Kernel start time of the pid (field 22 of /proc/PID/stat), so that a reused pid is not taken for the node. */
  startTicks: z.string(),
  control: z.url(),
  quota: z.object({ cpu: z.boolean(), memory: z.boolean(), note: z.string() }),
  cgroups: z.array(z.string()),
});

/**
 * The parts of the storefront, by the names that replicas and routes carry. Calls, in the order of a request:
 * frontend -> all but payment, email and cart-store; checkout -> cart, productcatalog, currency, shipping, payment, email;
 * recommendation -> productcatalog; cart -> cart-store. Only the frontend is meant for the outside.
 */
export const SERVICES = [
  "frontend",
  "productcatalog",
  "currency",
  "cart",
  "recommendation",
  "shipping",
  "checkout",
  "payment",
  "email",
  "ad",
  "cart-store",
] as const;

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
  quota: z.object({ cpu: z.boolean(), memory: z.boolean(), note: z.string() }),
  cpuSeconds: z.number(),
  memoryBytes: z.number(),
  throttledSeconds: z.number().nullable(),
  replicas: z.array(replicaStatusSchema),
});

/** `node lab/wan/link.ts START_FILE`, detached: one link, both directions. `ready.json` as for a node (quota: none). */
export const linkStartSchema = z.object({
  version: z.literal(1),
  stack: z.string(),
  name: z.string(),
  dir: z.string(),
  token: z.string(),
  between: z.tuple([z.string(), z.string()]),
  oneWayDelayMs: z.number().nonnegative(),
  /** Uniform in ± this; never reorders bytes of one connection. */
  jitterMs: z.number().nonnegative(),
  bandwidthMbitPerS: z.number().positive(),
  seed: z.number().int(),
});

/**
 * PUT /forwards: the TCP entries of the link; each listens on loopback for callers on `from` and forwards to `target`
 * on `to`, with delay both ways and one more round trip for connection set-up. Answers
 * `{forwards: [{id, url}]}`. GET /status: LinkStatus. POST /shutdown.
 */
export const forwardsSchema = z.object({
  forwards: z.array(z.object({ id: z.string(), from: z.string(), to: z.string(), target: z.url() })),
});

export const linkStatusSchema = z.object({
  name: z.string(),
  between: z.tuple([z.string(), z.string()]),
  connections: z.number().int(),
  openConnections: z.number().int(),
  /** Payload bytes since start, `from>to`. */
  bytes: z.record(z.string(), z.number()),
});

export type NodeStart = z.infer<typeof nodeStartSchema>;
export type NodeReady = z.infer<typeof nodeReadySchema>;
export type NodeStatus = z.infer<typeof nodeStatusSchema>;
export type Replica = z.infer<typeof replicaSchema>;
export type ReplicaStatus = z.infer<typeof replicaStatusSchema>;
export type Route = z.infer<typeof routeSchema>;
export type LinkStart = z.infer<typeof linkStartSchema>;
export type LinkStatus = z.infer<typeof linkStatusSchema>;
