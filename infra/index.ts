/** The Pulumi program of a stack: configuration, plan, cluster, workload, load, outputs. */
import * as pulumi from "@pulumi/pulumi";
import { installationOf } from "./applications/find.ts";
import { limitProblems } from "./budget/limits.ts";
import { workloadOf, type Cluster } from "./cluster/cluster.ts";
import { findCluster, kubeconfigOf } from "./cluster/existing/find.ts";
import { invalidText } from "./config/parse.ts";
import type { Problem } from "./config/problems.ts";
import { readConfig, readSecrets } from "./config/read.ts";
import type { StackConfig } from "./config/schema/index.ts";
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
  const config = readConfig();
  const { found, problems: refused } = await findCluster(stack, config, root, "up");
  rejectIf(stack, refused);
  const plan = versionedPlan(planOf(stack, config, found), () => root);
  rejectIf(stack, limitProblems(plan));
  const codeDigest = await loadCode(stack, plan.load, root, pulumi.runtime.isDryRun() ? "preview" : "up");
  if (!pulumi.runtime.isDryRun()) {
    clearStop(stack);
    announceProgram(stack, root);
  }
  const runId = requestedRunId(stack);
  const cluster = await clusterOf(plan, config, runId);
  const deployed = cluster.deploy(workloadOf(plan), plan.placement);
  const runs = runCells(plan, cluster, deployed, { askedRunId: runId, codeDigest, secrets: readSecrets() });
  return stackOutputs({ plan, cluster, deployed, runs });
}

/** @throws {InfraError} CONFIG_INVALID if there are problems */
function rejectIf(stack: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new InfraError("CONFIG_INVALID", invalidText(stack, problems));
}

/** Loads only the code of the kind of cluster in use: the classes of a cloud take a second. */
async function clusterOf(plan: Plan, config: StackConfig, runId: string): Promise<Cluster> {
  const asked = runId === KEEP ? null : runId;
  if (plan.kubernetes) {
    const { kubernetesCluster } = await import("./cluster/kubernetes.ts");
    return kubernetesCluster(plan, installationOf(config), readSecrets(), asked);
  }
  if (plan.existing) {
    const { existingCluster } = await import("./cluster/existing/cluster.ts");
    const kubeconfig = kubeconfigOf(config.topology.cluster!, pulumi.getRootDirectory());
    return existingCluster(plan, installationOf(config), { ...readSecrets(), kubeconfig }, asked);
  }
  const { url } = plan.workload;
  if (url !== null) return (await import("./cluster/running.ts")).runningCluster(url);
  return (await import("./cluster/local.ts")).localCluster(plan);
}
