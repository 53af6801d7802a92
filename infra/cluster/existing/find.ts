/** Asks an existing cluster what it is, and whether a stack can be put there, before anything is planned or changed. */
import { messageOf } from "../../../base/errors.ts";
import { installationOf } from "../../applications/find.ts";
import type { Problem } from "../../config/problems.ts";
import type { StackConfig } from "../../config/schema/index.ts";
import type { ClusterConfig } from "../../config/schema/cluster.ts";
import { KubeApi } from "../../kubernetes/api.ts";
import { describeNodes } from "../../kubernetes/describe-nodes.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { selfContained } from "../../kubernetes/kubeconfig-files.ts";
import { foundProblems, monitoringNamespace, stackLabels, type FoundCluster } from "../../topology/existing.ts";
import { planObservability } from "../../topology/observability.ts";
import { namespaceOf, namespaceState, type NamespaceState } from "./namespace.ts";
import { missingRights } from "./review.ts";
import { rightsFor, rightText, type Right } from "./rights.ts";

/** `up`: rights and the namespace are checked too, which reading a plan needs not. */
export type Purpose = "reading" | "up";

export interface FindResult {
  /** Null: the configuration names no existing cluster, or it could not be asked. */
  found: FoundCluster | null;
  problems: Problem[];
}

/** A self-contained kubeconfig of the cluster. Secret. @throws {InfraError} KUBERNETES_API */
export const kubeconfigOf = ({ kubeconfig, context }: ClusterConfig, folder: string): string =>
  selfContained({ kubeconfig, context }, folder).text;

/** Never throws. @param folder of the stack file */
export async function findCluster(
  stack: string,
  config: StackConfig,
  folder: string,
  purpose: Purpose,
): Promise<FindResult> {
  const { cluster } = config.topology;
  if (!cluster) return { found: null, problems: [] };
  let api: KubeApi | undefined;
  try {
    const { text, context } = selfContained(cluster, folder);
    const access = parseKubeconfig(text);
    api = new KubeApi(access);
    return await ask(api, { stack, config, context, server: access.server }, purpose);
  } catch (error) {
    return { found: null, problems: [{ path: "topology.cluster", message: messageOf(error) }] };
  } finally {
    await api?.close();
  }
}

interface Question extends Pick<FoundCluster, "context" | "server"> {
  stack: string;
  config: StackConfig;
}

async function ask(api: KubeApi, { stack, config, context, server }: Question, purpose: Purpose): Promise<FindResult> {
  const namespace = namespaceOf(stack, config);
  const state = await namespaceState(api, stack, namespace);
  const hasNamespace = state === "given";
  const problems =
    purpose === "up"
      ? [
          ...namespaceProblems(namespace, stack, state),
          ...(await monitoringProblems(api, stack, config, namespace)),
          ...rightsProblems(await missingRights(api, neededRights(config, namespace, !hasNamespace)), stack),
        ]
      : [];
  if (problems.length > 0) return { found: null, problems };
  const found = { context, server, nodes: await describeNodes(api), hasNamespace };
  const ofNodes = foundProblems(config, namespace, found);
  return ofNodes.length > 0 ? { found: null, problems: ofNodes } : { found, problems: [] };
}

/** @param ownsNamespace whether the stack makes and deletes its namespace */
export function neededRights(config: StackConfig, namespace: string, ownsNamespace: boolean): Right[] {
  const observability = planObservability(config);
  const prometheus = typeof observability === "object" && "service" in observability ? observability.service : null;
  const { killPod, preload, services } = config.workload;
  const isAutoscaled = Object.values(services).some(({ autoscale }) => autoscale !== undefined);
  const { from, regions } = config.load;
  return rightsFor({
    ...{ namespace, ownsNamespace, killPod, preload, isAutoscaled, prometheus },
    installation: installationOf(config),
    loadFrom: from !== "cluster" ? "elsewhere" : regions === undefined ? "pods" : "pods in regions",
    hasMonitoring: observability === "own",
  });
}

/** Of the namespace that the stack makes for its monitoring. */
async function monitoringProblems(
  api: KubeApi,
  stack: string,
  config: StackConfig,
  namespace: string,
): Promise<Problem[]> {
  if (planObservability(config) !== "own") return [];
  const name = monitoringNamespace(namespace);
  return namespaceProblems(name, stack, await namespaceState(api, stack, name));
}

function namespaceProblems(namespace: string, stack: string, state: NamespaceState): Problem[] {
  const problem = (message: string): Problem[] => [
    { path: "topology.cluster.namespace", found: JSON.stringify(namespace), message },
  ];
  const labels = Object.entries(stackLabels(stack)).map(([key, value]) => `${key}=${value}`);
  if (state === "ending") return problem("is being deleted; wait until it is gone, or choose another one");
  if (state !== "foreign") return [];
  return problem(
    `exists in the cluster and is not this stack's; choose another one, or, if it was made for this stack, run: kubectl label namespace ${namespace} ${labels.join(" ")}`,
  );
}

function rightsProblems(missing: readonly Right[], stack: string): Problem[] {
  if (missing.length === 0) return [];
  const scopes = Map.groupBy(missing, ({ namespace }) => namespace);
  const lists = [...scopes].map(([namespace, rights]) => {
    const where = namespace === null ? "in the whole cluster" : `in the namespace ${namespace}`;
    return `${where}: ${rights.map(rightText).join("; ")}`;
  });
  const message = `you lack rights. ${lists.join(". ")}. \`stackmark init cluster ${stack}\` prints a Role that gives them, for whoever runs the cluster`;
  return [{ path: "topology.cluster", message }];
}
