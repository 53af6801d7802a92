/** Checks of what autoscalers need. */
import type { Problem } from "../problems.ts";
import { areNodesKnown, type Loose } from "./loose.ts";

export function checkAutoscale(loose: Loose): Problem[] {
  const { topology, workload } = loose;
  const isEmulated = areNodesKnown(loose) && topology.nodes.some(({ cloud }) => cloud === "local");
  const hasMetrics = !topology.k3s.disable?.includes("metrics-server");
  return Object.entries(workload.services).flatMap(([service, { autoscale, recommend }]): Problem[] => {
    const problems: Problem[] = [];
    const problem = (key: string, message: string) =>
      problems.push({ path: `workload.services.${service}.${key}`, message });
    const needsMetrics = (what: string) =>
      problems.push({ path: "topology.k3s.disable", message: `must not have metrics-server, from which ${what}` });
    if (autoscale !== undefined) {
      if (isEmulated) problem("autoscale", "needs real machines: emulated nodes have no autoscaler");
      if (!hasMetrics) needsMetrics(`the autoscaler of ${service} reads CPU`);
      if (workload.canary?.service === service)
        problem("autoscale", "cannot be set beside `workload.canary`, whose share is a number of replicas");
    }
    if (recommend) {
      if (isEmulated) problem("recommend", "needs real machines: emulated nodes have no VerticalPodAutoscaler");
      if (topology.cluster !== undefined)
        problem("recommend", "needs machines of the stack's own: its recommender watches all pods of a cluster");
      if (!hasMetrics) needsMetrics(`the recommender for ${service} reads CPU and memory`);
    }
    return problems;
  });
}
