/** The Pulumi program of a stack: configuration, plan, cluster, workload, load, outputs. */
import * as pulumi from "@pulumi/pulumi";
import { workloadOf, type Cluster } from "./cluster/cluster.ts";
import { readConfig, readSecrets } from "./config/read.ts";
import { runCells } from "./load/cells.ts";
import { requestedRunId } from "./load/run-id.ts";
import { announceProgram, clearStop } from "./load/stop.ts";
import { stackOutputs } from "./outputs/index.ts";
import { planOf, type Plan } from "./topology/plan.ts";

export async function program(): Promise<Record<string, unknown>> {
  const stack = pulumi.getStack();
  const plan = planOf(stack, readConfig());
  if (!pulumi.runtime.isDryRun()) {
    clearStop(stack);
    announceProgram(stack);
  }
  const cluster = await clusterOf(plan);
  const deployed = cluster.deploy(workloadOf(plan), plan.placement);
  const runs = runCells(plan, cluster, deployed, requestedRunId(stack));
  return stackOutputs({ plan, cluster, deployed, runs });
}

/** Loads only the code of the kind of cluster in use: the classes of a cloud take a second. */
async function clusterOf(plan: Plan): Promise<Cluster> {
  if (plan.kubernetes) return (await import("./cluster/kubernetes.ts")).kubernetesCluster(plan, readSecrets());
  return (await import("./cluster/local.ts")).localCluster(plan);
}
