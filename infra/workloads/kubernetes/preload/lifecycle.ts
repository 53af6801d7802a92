/**
 * Lifecycle of ImagePreload: makes each node pull the images of all services that it may run, so that neither the move of
 * the entry nor a roll-out nor a new replica under load waits for a pull. It never fails an `up`: what cannot be pulled
 * keeps the roll-out from ending, which says why.
 */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { startWallClock, type WallClock } from "../../../../base/clock.ts";
import { messageOf } from "../../../../base/errors.ts";
import { KubeApi } from "../../../kubernetes/api.ts";
import { parseKubeconfig } from "../../../kubernetes/kubeconfig.ts";
import { namespaceClient, type NamespaceClient } from "../../../kubernetes/namespace.ts";
import { podsClient, type PodsClient } from "../../../kubernetes/pods.ts";
import type { PlannedDeployment } from "../../rollout/apply.ts";
import type { ClusterAccess } from "../../rollout/wait.ts";
import { imagesByNode, PRELOAD_LABEL, preloadPod, progressOf, type NodeImages } from "./pods.ts";

export interface PreloadProps extends ClusterAccess {
  services: Pick<PlannedDeployment, "name" | "nodes">[];
  /** Nodes of services that are known once they are installed; absent: there are none. */
  others?: string[];
  timeoutMs: number;
  /** Any change, such as a new revision or machine, pulls again. */
  trigger: unknown;
}

export interface PreloadOutputs extends PreloadProps {
  /** How many images each node may need. */
  images: Record<string, number>;
  pulledMs: number;
  /** What could not be pulled, and why. */
  problems: string[];
}

export interface PreloadTools {
  client: Pick<NamespaceClient, "deployments">;
  pods: PodsClient;
  clock: WallClock;
}

/** Runs `work` with a connection to the cluster. */
export type OpenCluster = <T>(access: ClusterAccess, work: (tools: PreloadTools) => Promise<T>) => Promise<T>;

const openCluster: OpenCluster = async ({ kubeconfig, namespace }, work) => {
  const api = new KubeApi(parseKubeconfig(kubeconfig));
  const clock = startWallClock();
  try {
    return await work({ client: namespaceClient(api, namespace), pods: podsClient(api, namespace), clock });
  } finally {
    await api.close();
  }
};

export function diff(olds: PreloadOutputs, news: PreloadProps): { changes: boolean } {
  const own = ({ services, others, trigger, namespace }: PreloadProps) => ({ services, others, trigger, namespace });
  return { changes: !isDeepStrictEqual(own(olds), own(news)) };
}

const print = (line: string): void => void process.stderr.write(`${line}\n`);

/** @param say called with each image that could not be pulled */
export async function create(
  inputs: PreloadProps,
  open: OpenCluster = openCluster,
  say: (line: string) => void = print,
): Promise<{ id: string; outs: PreloadOutputs }> {
  return { id: randomUUID(), ...(await update(inputs, open, say)) };
}

export async function update(
  inputs: PreloadProps,
  open: OpenCluster = openCluster,
  say: (line: string) => void = print,
): Promise<{ outs: PreloadOutputs }> {
  const nothing = { images: {}, pulledMs: 0 };
  const pulled = await open(inputs, (tools) => preload(inputs, tools)).catch((error: unknown) => {
    return { ...nothing, problems: [messageOf(error)] };
  });
  for (const problem of pulled.problems) say(`image not preloaded: ${problem}`);
  return { outs: { ...inputs, ...pulled } };
}

const POLL_MS = 500;
/** A registry that refuses once may not refuse twice; the roll-out says what stays. */
const PATIENCE_MS = 30_000;

async function preload(
  { services, others = [], timeoutMs }: PreloadProps,
  { client, pods, clock }: PreloadTools,
): Promise<Pick<PreloadOutputs, "images" | "pulledMs" | "problems">> {
  const startedAt = clock.now();
  const nodesOf = (name: string) => services.find((service) => service.name === name)?.nodes ?? others;
  const wanted = imagesByNode(await client.deployments(), nodesOf).filter(({ images }) => images.length > 0);
  await remove(pods);
  try {
    const problems = await pull(wanted, pods, clock, startedAt + timeoutMs);
    const images = Object.fromEntries(wanted.map(({ node, images: own }) => [node, own.length]));
    return { images, pulledMs: clock.now() - startedAt, problems };
  } finally {
    await remove(pods);
  }
}

/** @returns what could not be pulled until the deadline */
async function pull(
  wanted: readonly NodeImages[],
  pods: PodsClient,
  clock: WallClock,
  deadline: number,
): Promise<string[]> {
  const created = await Promise.all(
    wanted.map(async (of) => {
      const problem = await pods.create(preloadPod(of)).then(() => null, messageOf);
      return { ...of, problem };
    }),
  );
  const refused = created.flatMap(({ node, problem }) => (problem === null ? [] : [`${node}: ${problem}`]));
  const expected = created.reduce((sum, { images, problem }) => sum + (problem === null ? images.length : 0), 0);
  let failedSince = Infinity;
  for (;;) {
    const { isDone, failed } = progressOf(await pods.list(PRELOAD_LABEL), expected);
    if (isDone) return refused;
    failedSince = failed.length > 0 ? Math.min(failedSince, clock.now()) : Infinity;
    if (clock.now() - failedSince >= PATIENCE_MS) return [...refused, ...failed];
    if (clock.now() >= deadline) return [...refused, "not all images were there in time"];
    await clock.sleep(POLL_MS);
  }
}

/** Also those that an interrupted attempt left. */
async function remove(pods: PodsClient): Promise<void> {
  for (const { name } of await pods.list(PRELOAD_LABEL)) await pods.delete(name);
}
