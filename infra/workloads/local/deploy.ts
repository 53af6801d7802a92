/** Starts a workload's replicas on emulated nodes, connects them over the links, and waits until the entry answers. */
import { z } from "zod";
import { InfraError } from "../../errors.ts";
import { replicasAnswerSchema, sendRequest } from "../../hosts/local/control.ts";
import type { Placed } from "../../topology/scheduler.ts";
import { ANSWER_TIMEOUT_MS, controlOf, openForwards } from "./controls.ts";
import { planForwards, planRoutes, type LinkEnds, type RunningReplica } from "./routes.ts";
import { waitUntilServing } from "./serving.ts";
import { visitShop, withoutCpuQuota } from "./visits.ts";

const START_TIMEOUT_MS = 60_000;
const VISITS_TIMEOUT_MS = 60_000;

export interface LocalWorkload {
  stack: string;
  placement: readonly Placed[];
  nodes: readonly string[];
  links: readonly LinkEnds[];
  entry: string;
  /** Port of the entry's first replica; 0 takes any free one. */
  port: number;
}

/** @returns the running replicas and the URL of the entry */
export async function deploy(workload: LocalWorkload): Promise<{ replicas: RunningReplica[]; endpoint: string }> {
  const { stack, placement, nodes, links, entry } = workload;
  const started = await Promise.all(nodes.map((node) => startReplicas(workload, node)));
  const replicas = placement.map((placed): RunningReplica => {
    const port = started[nodes.indexOf(placed.node)]!.get(`${placed.service}/${placed.replica}`);
    if (port !== undefined) return { ...placed, port };
    throw new InfraError("WORKLOAD_NOT_READY", `node ${placed.node} did not start ${placed.service} ${placed.replica}`);
  });
  const urls = await Promise.all(
    links.map((link) => openForwards(stack, link.name, planForwards(replicas, link, entry))),
  );
  const forwardUrls = new Map(urls.flat());
  const controls = await Promise.all(
    nodes.map(async (node) => {
      const body = { routes: planRoutes(replicas, node, entry, forwardUrls) };
      const control = await controlOf(stack, "nodes", node);
      await sendRequest(control, { method: "PUT", path: "/routes", body, timeoutMs: ANSWER_TIMEOUT_MS }, z.unknown());
      return control;
    }),
  );
  const first = replicas.find((replica) => replica.service === entry)!;
  const endpoint = `http://127.0.0.1:${first.port}`;
  // So that the visits need not wait.
  await waitUntilServing(endpoint);
  await withoutCpuQuota(controls, VISITS_TIMEOUT_MS, () => visitShop(endpoint));
  return { replicas, endpoint };
}

async function startReplicas(
  { stack, placement, entry, port }: LocalWorkload,
  node: string,
): Promise<Map<string, number>> {
  const replicas = placement
    .filter((placed) => placed.node === node)
    .map(({ service, replica }) => ({
      service,
      replica,
      port: service === entry && replica === 0 ? port : 0,
      env: {},
    }));
  const control = await controlOf(stack, "nodes", node);
  const request = { method: "PUT", path: "/replicas", body: { replicas }, timeoutMs: START_TIMEOUT_MS } as const;
  const answer = await sendRequest(control, request, replicasAnswerSchema);
  return new Map(answer.replicas.map((r) => [`${r.service}/${r.replica}`, r.port]));
}
