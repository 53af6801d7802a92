/** Checks of what autoscalers need. */
import type { Problem } from "../problems.ts";
import { areNodesKnown, type Loose } from "./loose.ts";

export function checkAutoscale(loose: Loose): Problem[] {
  const { topology, workload } = loose;
  return Object.entries(workload.services).flatMap(([service, { autoscale }]): Problem[] => {
    if (autoscale === undefined) return [];
    const path = `workload.services.${service}.autoscale`;
    const problems: Problem[] = [];
    if (areNodesKnown(loose) && topology.nodes.some(({ cloud }) => cloud === "local"))
      problems.push({ path, message: "needs real machines: emulated nodes have no autoscaler" });
    if (topology.k3s.disable?.includes("metrics-server"))
      problems.push({
        path: "topology.k3s.disable",
        message: `must not have metrics-server, from which the autoscaler of ${service} reads CPU`,
      });
    if (workload.canary?.service === service)
      problems.push({ path, message: "cannot be set beside `workload.canary`, whose share is a number of replicas" });
    return problems;
  });
}
