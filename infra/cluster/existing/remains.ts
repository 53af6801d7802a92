/** What an existing cluster still has of a stack that was destroyed, as its API server says. */
import { z } from "zod";
import { startWallClock, type WallClock } from "../../../base/clock.ts";
import { messageOf } from "../../../base/errors.ts";
import type { StackConfig } from "../../config/schema/index.ts";
import { loadNamespacesPath, NAMESPACES } from "../../jobs/names.ts";
import { KubeApi } from "../../kubernetes/api.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { monitoringNamespace } from "../../topology/existing.ts";
import { kubeconfigOf } from "./find.ts";
import { namespaceOf, namespaceState } from "./namespace.ts";

/** A line for each thing that is left; or why it is not known. */
export type Remains = { left: string[] } | { notAsked: string };

/** In a namespace that stays, with their paths. The cluster itself puts others there. */
const LOOKED_FOR = {
  Deployment: "apis/apps/v1",
  StatefulSet: "apis/apps/v1",
  Service: "api/v1",
  PersistentVolumeClaim: "api/v1",
} as const;

const metadataSchema = z.object({ name: z.string(), deletionTimestamp: z.string().optional() });
const listSchema = z.object({ items: z.array(z.object({ metadata: metadataSchema })) });

/** Kubernetes deletes a controller once its pods have ended, for which they have 30 s unless they say otherwise. */
const ENDING_MS = 60_000;
const POLL_MS = 1_000;

export interface Asking {
  /** Deletes what loads have left that nobody could end. Default: it is only listed. */
  endsLoads?: boolean;
  clock?: WallClock;
}

/**
 * Waits for what is being deleted. Never throws.
 *
 * @param folder of the stack file
 * @returns null if the configuration names no existing cluster
 */
export async function remainsOf(
  stack: string,
  config: StackConfig,
  folder: string,
  { endsLoads = false, clock = startWallClock() }: Asking = {},
): Promise<Remains | null> {
  const { cluster } = config.topology;
  if (!cluster) return null;
  let api: KubeApi | undefined;
  try {
    api = new KubeApi(parseKubeconfig(kubeconfigOf(cluster, folder)));
    if (endsLoads) await endLoads(api, stack);
    return { left: await leftAfter(api, stack, namespaceOf(stack, config), clock) };
  } catch (error) {
    return { notAsked: messageOf(error) };
  } finally {
    await api?.close();
  }
}

interface Left {
  line: string;
  isEnding: boolean;
}

interface Listed extends Left {
  name: string;
}

async function leftAfter(api: KubeApi, stack: string, namespace: string, clock: WallClock): Promise<string[]> {
  const startedAt = clock.now();
  for (;;) {
    const left = await leftIn(api, stack, namespace);
    const isOver = clock.now() - startedAt >= ENDING_MS;
    if (isOver || !left.some(({ isEnding }) => isEnding))
      return left.map(({ line, isEnding }) => (isEnding ? `${line}, which is being deleted` : line));
    await clock.sleep(POLL_MS);
  }
}

async function leftIn(api: KubeApi, stack: string, namespace: string): Promise<Left[]> {
  const monitoring = monitoringNamespace(namespace);
  const ofMonitoring = await namespaceState(api, stack, monitoring);
  const ofApplication = await leftInNamespace(api, stack, namespace);
  const ofLoads = await loadNamespaces(api, stack);
  return [
    ...ofApplication,
    ...ofLoads,
    ...(ofMonitoring === "own" ? [{ line: `namespace ${monitoring}`, isEnding: false }] : []),
  ];
}

/** Those of loads that were killed: a load that ends deletes its own. */
const loadNamespaces = (api: KubeApi, stack: string): Promise<Listed[]> =>
  listOf(api, "namespaces", loadNamespacesPath(stack), (name) => `namespace ${name} of a load`);

async function endLoads(api: KubeApi, stack: string): Promise<void> {
  for (const { name } of await loadNamespaces(api, stack))
    await api.delete(`${NAMESPACES}/${name}`, { mayBeGone: true });
}

async function leftInNamespace(api: KubeApi, stack: string, namespace: string): Promise<Left[]> {
  const state = await namespaceState(api, stack, namespace);
  if (state === "absent" || state === "foreign") return [];
  if (state !== "given") return [{ line: `namespace ${namespace}`, isEnding: state === "ending" }];
  const lists = Object.entries(LOOKED_FOR).map(async ([kind, group]) => {
    const path = `/${group}/namespaces/${namespace}/${kind.toLowerCase()}s`;
    return listOf(api, `${kind}s`, path, (name) => `${kind} ${name} in the namespace ${namespace}`);
  });
  return (await Promise.all(lists)).flat();
}

/** What may not be listed was not created by this user either: loads from pods need the right to list theirs. */
async function listOf(api: KubeApi, what: string, path: string, lineOf: (name: string) => string): Promise<Listed[]> {
  const found = await api.readUnless([403], what, listSchema, path);
  return (found?.items ?? []).map(({ metadata: { name, deletionTimestamp } }) => ({
    name,
    line: lineOf(name),
    isEnding: deletionTimestamp !== undefined,
  }));
}
