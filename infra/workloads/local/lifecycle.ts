/** Lifecycle of EmulatedWorkload. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { sendRequest, nodeStatusSchema } from "../../hosts/local/control.ts";
import { findReady } from "../../hosts/local/daemon.ts";
import type { Placed } from "../../topology/scheduler.ts";
import { deploy } from "./deploy.ts";
import { deployPrograms } from "./deploy-programs.ts";
import type { Programs } from "./program.ts";
import type { LinkEnds } from "./routes.ts";

export interface WorkloadInputs {
  stack: string;
  name: string;
  entry: string;
  port: number;
  placement: Placed[];
  /** `instance` is the ID of the node's resource: another one means an empty node. */
  nodes: { name: string; instance: string }[];
  links: (LinkEnds & { instance: string })[];
  /** Absent: the storefront. */
  programs?: Programs;
}

export interface WorkloadOutputs extends WorkloadInputs {
  /** URL of the entry. */
  endpoint: string;
  /** Where each replica runs. */
  running: Placed[];
  readyMs: number;
}

const KEYS = ["stack", "name", "entry", "port", "placement", "nodes", "links", "programs"] as const;
const STOP_TIMEOUT_MS = 5_000;
const STATUS_TIMEOUT_MS = 5_000;

export async function create(inputs: WorkloadInputs): Promise<{ id: string; outs: WorkloadOutputs }> {
  return { id: `${inputs.stack}/${inputs.name}`, ...(await update(inputs)) };
}

/** Deploying is idempotent: nodes start missing replicas and stop others. */
export async function update(inputs: WorkloadInputs): Promise<{ outs: WorkloadOutputs }> {
  const fromMs = performance.now();
  const nodes = inputs.nodes.map((node) => node.name);
  const { programs } = inputs;
  const deployed = programs ? deployPrograms({ ...inputs, nodes, programs }) : deploy({ ...inputs, nodes });
  const { replicas, endpoint } = await deployed;
  const running = replicas.map(({ service, replica, node }) => ({ service, replica, node }));
  const { stack, name, entry, port, placement, links } = inputs;
  const own = { stack, name, entry, port, placement, nodes: inputs.nodes, links };
  // The state holds no `undefined`.
  const all = programs ? { ...own, programs } : own;
  return { outs: { ...all, endpoint, running, readyMs: Math.round(performance.now() - fromMs) } };
}

export function diff(olds: WorkloadInputs, news: WorkloadInputs) {
  const changed = KEYS.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  return { changes: changed.length > 0, replaces: changed.includes("stack") ? ["stack"] : [] };
}

/** A workload with missing replicas counts as deleted: the next `up` deploys it again. */
export async function read(id: string, props: WorkloadOutputs) {
  const whole = await Promise.all(props.nodes.map((node) => runsAll(props, node.name)));
  return whole.every(Boolean) ? { id, props } : { id: "" };
}

async function runsAll({ stack, placement }: WorkloadInputs, node: string): Promise<boolean> {
  const found = await findReady({ stack, kind: "nodes", name: node });
  if (!found) return false;
  const request = { method: "GET", path: "/status", timeoutMs: STATUS_TIMEOUT_MS } as const;
  const status = await sendRequest(found.control, request, nodeStatusSchema).catch(() => null);
  const runs = (placed: Placed): boolean =>
    status?.replicas.some(
      (r) => r.service === placed.service && r.replica === placed.replica && r.state === "running",
    ) ?? false;
  return placement.filter((placed) => placed.node === node).every(runs);
}

/** Stops the replicas on the nodes that still run; a dead node has none. */
export async function remove({ stack, nodes, placement }: WorkloadInputs): Promise<void> {
  await Promise.all(nodes.map(({ name }) => stopReplicas(stack, name, placement)));
}

/** Not those of a workload that has taken this one's place: resources are deleted after their successors were created. */
async function stopReplicas(stack: string, node: string, placement: readonly Placed[]): Promise<void> {
  const found = await findReady({ stack, kind: "nodes", name: node });
  if (!found) return;
  const status = { method: "GET", path: "/status", timeoutMs: STATUS_TIMEOUT_MS } as const;
  const running = await sendRequest(found.control, status, nodeStatusSchema).catch(() => null);
  const own = new Set(placement.map(({ service }) => service));
  if (running?.replicas.some(({ service }) => !own.has(service))) return;
  const request = { method: "PUT", path: "/replicas", body: { replicas: [] }, timeoutMs: STOP_TIMEOUT_MS } as const;
  await sendRequest(found.control, request, z.unknown()).catch(() => undefined);
}
