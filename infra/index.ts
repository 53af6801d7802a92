/** The whole story of a stack: configuration, plan, cluster, workload, load, outputs. */
import * as pulumi from "@pulumi/pulumi";
import { localCluster } from "./cluster/local.ts";
import { readConfig } from "./config/read.ts";
import { announceProgram } from "./load/live.ts";
import { runCells } from "./load/load-run.ts";
import { askedRunId } from "./load/run-id.ts";
import { clearStop } from "./load/stop.ts";
import { stackOutputs } from "./outputs.ts";
import { planOf } from "./topology/plan.ts";
import { storefront } from "./workloads/storefront.ts";

export function program() {
  const stack = pulumi.getStack();
  const plan = planOf(stack, readConfig());
  if (!pulumi.runtime.isDryRun()) {
    clearStop(stack);
    announceProgram(stack);
  }
  const cluster = localCluster(plan);
  const deployed = cluster.deploy(storefront(plan), plan.placement);
  const runs = runCells(plan, cluster, deployed, askedRunId(stack));
  return stackOutputs({ plan, cluster, deployed, runs });
}
