/** The Pulumi program of a stack: configuration, plan, cluster, workload, load, outputs. */
import * as pulumi from "@pulumi/pulumi";
import { limitProblems } from "./budget/limits.ts";
import { workloadOf, type Cluster } from "./cluster/cluster.ts";
import { invalidText } from "./config/parse.ts";
import { readConfig, readSecrets } from "./config/read.ts";
import { InfraError } from "./errors.ts";
import { showErrorsPlainly } from "./error-display.ts";
import { KEEP } from "./load/cell.ts";
import { runCells } from "./load/cells.ts";
import { loadCode } from "./load/code.ts";
import { requestedRunId } from "./load/run-id.ts";
import { announceProgram, clearStop } from "./load/stop.ts";
import { stackOutputs } from "./outputs/index.ts";
import { planOf, type Plan } from "./topology/plan.ts";
import { versionedPlan } from "./workloads/local/program-files.ts";

export async function program(): Promise<Record<string, unknown>> {
  showErrorsPlainly();
  const stack = pulumi.getStack();
  const root = pulumi.getRootDirectory();
  const plan = versionedPlan(planOf(stack, readConfig()), () => root);
  const problems = limitProblems(plan);
  if (problems.length > 0) throw new InfraError("CONFIG_INVALID", invalidText(stack, problems));
  const codeDigest = await loadCode(stack, plan.load, root, pulumi.runtime.isDryRun() ? "preview" : "up");
  if (!pulumi.runtime.isDryRun()) {
    clearStop(stack);
    announceProgram(stack, root);
  }
  const runId = requestedRunId(stack);
  const cluster = await clusterOf(plan, runId);
  const deployed = cluster.deploy(workloadOf(plan), plan.placement);
  const runs = runCells(plan, cluster, deployed, { askedRunId: runId, codeDigest });
  return stackOutputs({ plan, cluster, deployed, runs });
}

/** Loads only the code of the kind of cluster in use: the classes of a cloud take a second. */
async function clusterOf(plan: Plan, runId: string): Promise<Cluster> {
  const asked = runId === KEEP ? null : runId;
  if (plan.kubernetes) return (await import("./cluster/kubernetes.ts")).kubernetesCluster(plan, readSecrets(), asked);
  return (await import("./cluster/local.ts")).localCluster(plan);
}
