/** What a deployed application needs of its plan, in clusters of all kinds. */
import * as pulumi from "@pulumi/pulumi";
import type { Installation } from "../applications/application.ts";
import type { Labels } from "../catalog/labels.ts";
import { entryName, type EntryTarget } from "../kubernetes/objects.ts";
import type { PrometheusAccess, PrometheusSource } from "../observability/source.ts";
import { nodesWith, type InstallPlan } from "../topology/install.ts";
import type { ClusterPlan, Plan } from "../topology/plan.ts";
import type { Placed } from "../topology/scheduler.ts";
import type { PlannedDeployment } from "../workloads/rollout/apply.ts";
import type { Deployed } from "./cluster.ts";

/** @param installation a chart whose services are patched takes their resources as values */
export function plannedDeployments(
  { workload, nodes }: Pick<Plan, "workload" | "nodes">,
  installation: Installation,
): PlannedDeployment[] {
  const isPatched = (name: string): boolean => installation.kind === "helm" && installation.patched.includes(name);
  return workload.services.map(
    ({ name, replicas, nodeSelector, resources, autoscale, recommend }): PlannedDeployment => ({
      ...{ name, replicas, nodeSelector, nodes: nodesWith(nodeSelector, nodes) },
      ...(resources && !isPatched(name) ? { resources } : {}),
      ...(autoscale ? { autoscale } : {}),
      ...(recommend ? { recommend } : {}),
    }),
  );
}

export function podKillOf(
  { entry, workload }: InstallPlan,
  kubeconfig: pulumi.Output<string>,
  target: pulumi.Output<EntryTarget>,
): Deployed["podKill"] {
  if (!workload.killPod) return null;
  const { namespace, timeoutMs } = workload;
  return pulumi.all([kubeconfig, target]).apply(([text, { deployment, port }]) => ({
    kubeconfig: text,
    namespace,
    deployment,
    probed: { service: entry.service, port, path: entry.path },
    timeoutMs,
  }));
}

/** Undefined: no service asks for it. */
export function recommendedOf(
  { workload: { services }, kubernetes }: ClusterPlan,
  kubeconfig: pulumi.Output<string>,
): Deployed["recommended"] {
  const names = services.filter(({ recommend }) => recommend).map(({ name }) => name);
  const { namespace } = kubernetes.workload;
  return names.length === 0
    ? undefined
    : kubeconfig.apply((text) => ({ kubeconfig: text, namespace, services: names }));
}

/** The entry as pods reach it, by our Service for it. */
export const entryInCluster = (
  { entry, workload: { namespace } }: InstallPlan,
  kubeconfig: pulumi.Output<string>,
  target: pulumi.Output<EntryTarget>,
): NonNullable<Deployed["inCluster"]> =>
  pulumi.all([kubeconfig, target]).apply(([text, { selector, port, targetPort }]) => ({
    kubeconfig: text,
    entry: {
      ...{ namespace, service: entryName(entry.service), port, selector, targetPort },
      ...{ scheme: entry.scheme, path: entry.path },
    },
  }));

/** @param placement of all services, also of those that are not known before */
export function prometheusSource(
  { workload, nodes, load }: Pick<Plan, "workload" | "nodes" | "load">,
  { workload: { namespace, others } }: InstallPlan,
  placement: readonly Placed[],
  access: PrometheusAccess,
): Omit<PrometheusSource, "targets"> {
  const allowed = (selector: Labels): string[] => nodesWith(selector, nodes);
  const planned = workload.services.map(({ name, nodeSelector }) => ({ name, allowed: allowed(nodeSelector) }));
  const found = new Set(
    placement.map(({ service }) => service).filter((name) => !planned.some((p) => p.name === name)),
  );
  const services = [...planned, ...[...found].map((name) => ({ name, allowed: others?.nodes ?? [] }))];
  const on = (service: string): string[] => [
    ...new Set(placement.filter((placed) => placed.service === service).map(({ node }) => node)),
  ];
  return {
    kind: "prometheus",
    access,
    namespace,
    nodes: nodes.map(({ name, cpus, memoryMiB }) => ({ name, cpus, memoryMiB })),
    services: services.map((service) => ({ ...service, nodes: on(service.name) })),
    intervalMs: load.scrapeIntervalMs,
  };
}
