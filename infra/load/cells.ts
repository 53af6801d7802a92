/** The cells of a run as resources. */
import * as pulumi from "@pulumi/pulumi";
import { loadCap, type LoadCap } from "../budget/cap.ts";
import { isBilled } from "../budget/limits.ts";
import { currentPrices } from "../budget/price-table.ts";
import { stackPrices } from "../budget/stack-prices.ts";
import type { Cluster, Deployed } from "../cluster/cluster.ts";
import { nodeOutputs, planOutput } from "../planned.ts";
import { highestOf } from "../topology/levels.ts";
import type { Secrets } from "../config/read.ts";
import { generatorInputs } from "../generators/inputs.ts";
import { generatorsIn } from "../topology/generators.ts";
import type { Plan } from "../topology/plan.ts";
import type { PodLoad } from "../jobs/with-pods.ts";
import { poolOf } from "../topology/pods.ts";
import type { PodKill } from "../workloads/rollout/pod-kill.ts";
import { LoadRun, type LoadRunInputs } from "./resource.ts";
import { rehearsalOf, specOf } from "./spec.ts";
import { podTargetOf, targetOf, type Regions } from "./target.ts";

/**
 * Cells run one after another, in the plan's order, once the workload is ready: two at once would measure each other.
 * @param codeDigest of the scenario's module or of the tool's file; `null` for built-in scenarios
 */
export function runCells(
  plan: Plan,
  cluster: Cluster,
  deployed: Deployed,
  { askedRunId, codeDigest, secrets }: { askedRunId: string; codeDigest: string | null; secrets: Secrets },
): LoadRun[] {
  const { stack, workloadDigest, topologyDigest, load } = plan;
  const generators = generatorInputs(stack, plan.generators, cluster.generators, secrets);
  const cap = capOf(plan, cluster);
  const runs: LoadRun[] = [];
  for (const planned of load.cells) {
    const { regions } = load.levels.find(({ name }) => name === planned.level)!;
    const inputs: LoadRunInputs = {
      ...planned,
      stack,
      runId: askedRunId,
      spec: specOf(plan, planned, codeDigest),
      rehearsal: planned.order === 0 ? rehearsalOf(plan, codeDigest) : null,
      workloadDigest,
      topologyDigest,
      target: targetOf(plan, regions, deployed),
      machines: plan.nodes.map((node) => node.name),
      instances: pulumi
        .all([cluster.instances, pulumi.all(generators.instances)])
        .apply(([own, others]) => [...own, ...others]),
      provenance: cluster.provenance,
      generators: generators.machines?.apply((machines) => generatorsIn(machines, regions?.from)) ?? null,
      metrics: deployed.metrics,
      planned: {
        plan: planOutput(plan),
        nodes: nodeOutputs(cluster),
        placement: deployed.placement,
        notes: plan.notes,
        cells: load.cells.map(({ cell }) => cell),
      },
      podKill: podKillOf(plan, planned.level, deployed),
      recommended: deployed.recommended,
      pods: podsOf(plan, regions, deployed),
      export: load.export,
      marginMs: load.marginMs,
      cap,
    };
    const dependsOn: pulumi.Resource[] = [...deployed.resources, ...generators.ready, ...runs.slice(-1)];
    runs.push(new LoadRun(planned.cell, inputs, { dependsOn }));
  }
  return runs;
}

/** Undefined: no cloud bills the stack. */
function capOf(plan: Plan, { expiresAt }: Cluster): pulumi.Output<LoadCap> | undefined {
  if (expiresAt === undefined || !isBilled(plan)) return undefined;
  const prices = stackPrices(plan, currentPrices());
  return expiresAt.apply((at) => loadCap(plan, prices, at));
}

/** Undefined: the load comes from this machine. */
function podsOf(plan: Plan, regions: Regions, { inCluster }: Deployed): pulumi.Output<PodLoad> | undefined {
  const { load, nodes } = plan;
  if (load.pods === null || inCluster === null) return undefined;
  const pool = { ...load.pods, nodes: poolOf(nodes, regions?.from ?? null).nodes };
  const target = podTargetOf(plan, regions, inCluster);
  return pulumi.all([inCluster, target]).apply(([{ kubeconfig }, to]): PodLoad => ({ kubeconfig, pool, target: to }));
}

/** In the middle of the measured part of the highest level, where users would notice first. */
function podKillOf({ load }: Plan, level: string, { podKill }: Deployed): pulumi.Input<PodKill> | null {
  const highest = highestOf(load.levels);
  if (podKill === null || level !== highest.name) return null;
  const afterMs = Math.round((load.warmUpMs + highest.durationMs) / 2);
  return pulumi.output(podKill).apply((kill) => ({ ...kill, afterMs }));
}
