/** What an existing cluster still has of a stack that was destroyed, as its API server says. */
import { z } from "zod";
import { messageOf } from "../../../base/errors.ts";
import type { StackConfig } from "../../config/schema/index.ts";
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

const listSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });

/** Never throws. @returns null if the configuration names no existing cluster @param folder of the stack file */
export async function remainsOf(stack: string, config: StackConfig, folder: string): Promise<Remains | null> {
  const { cluster } = config.topology;
  if (!cluster) return null;
  let api: KubeApi | undefined;
  try {
    api = new KubeApi(parseKubeconfig(kubeconfigOf(cluster, folder)));
    return { left: await leftIn(api, stack, namespaceOf(stack, config)) };
  } catch (error) {
    return { notAsked: messageOf(error) };
  } finally {
    await api?.close();
  }
}

async function leftIn(api: KubeApi, stack: string, namespace: string): Promise<string[]> {
  const monitoring = monitoringNamespace(namespace);
  const isMonitored = (await namespaceState(api, stack, monitoring)) === "own";
  const ofApplication = await leftInNamespace(api, stack, namespace);
  return [...ofApplication, ...(isMonitored ? [`namespace ${monitoring}`] : [])];
}

async function leftInNamespace(api: KubeApi, stack: string, namespace: string): Promise<string[]> {
  const state = await namespaceState(api, stack, namespace);
  if (state === "absent" || state === "foreign") return [];
  if (state !== "given") return [`namespace ${namespace}${state === "ending" ? ", which is being deleted" : ""}`];
  const lists = Object.entries(LOOKED_FOR).map(async ([kind, group]) => {
    const path = `/${group}/namespaces/${namespace}/${kind.toLowerCase()}s`;
    const { status } = await api.send(path);
    // What may not be read was not created by this user either.
    if (status === 403) return [];
    const { items } = await api.read(`${kind}s`, listSchema, path);
    return items.map(({ metadata }) => `${kind} ${metadata.name} in the namespace ${namespace}`);
  });
  return (await Promise.all(lists)).flat();
}
