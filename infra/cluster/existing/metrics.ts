/** Where the metrics of a stack in an existing cluster come from. Pure. */
import { expectedTargets } from "../../observability/kube-prometheus/chart.ts";
import { PROMETHEUS_PORT, PROMETHEUS_SERVICE } from "../../observability/names.ts";
import type { PrometheusSource } from "../../observability/source.ts";
import type { PlannedObservability } from "../../topology/observability.ts";
import type { ExistingClusterPlan } from "../../topology/plan.ts";
import type { Placed } from "../../topology/scheduler.ts";
import { prometheusSource } from "../deployed.ts";

/** @param placement of all services */
export function metricsOf(
  plan: ExistingClusterPlan,
  observability: Exclude<PlannedObservability, "none">,
  kubeconfig: string,
  placement: readonly Placed[],
): PrometheusSource {
  const { nodes, existing } = plan;
  if (observability === "own") {
    const { namespace } = existing.monitoring!;
    const service = { namespace, name: PROMETHEUS_SERVICE, port: PROMETHEUS_PORT, path: "/" };
    const source = prometheusSource(plan, existing, placement, { kubeconfig, service });
    return { ...source, targets: expectedTargets(nodes) };
  }
  const access = { ...observability, kubeconfig };
  const addresses = nodes.flatMap(({ name, machine }) =>
    machine?.kind === "cluster" && machine.internalIp !== null ? [[machine.internalIp, name] as const] : [],
  );
  const source = prometheusSource(plan, existing, placement, access);
  return { ...source, targets: [], nodeOf: Object.fromEntries(addresses) };
}
