/** A cell of the run as a resource: its inputs say what to measure, its outputs are what was measured. */
import * as pulumi from "@pulumi/pulumi";
import type { MeasuredCell } from "../../results/schema/outputs.ts";
import type { Cluster, Deployed } from "../cluster/cluster.ts";
import { nodeOutputs, planOutput } from "../planned.ts";
import { loadProvider } from "./provider.ts";
import type { Plan } from "../topology/plan.ts";
import type { CellInputs, CellOutputs } from "./cell-inputs.ts";
import type { PodKill } from "./measure/pod-kill.ts";
import { specOf } from "./spec.ts";

export class LoadRun extends pulumi.dynamic.Resource {
  declare readonly runId: pulumi.Output<string>;
  declare readonly status: pulumi.Output<CellOutputs["status"]>;
  declare readonly instances: pulumi.Output<string[]>;
  declare readonly output: pulumi.Output<MeasuredCell | null>;

  constructor(name: string, inputs: Inputs, opts: pulumi.CustomResourceOptions) {
    const computed = { status: undefined, output: undefined, askedRunId: undefined };
    // What is measured is none: a secret among the inputs makes secret what has its name, and nothing else.
    super(loadProvider, name, { ...inputs, ...computed }, opts, "stackmark", "LoadRun");
  }
}

type Inputs = { [K in Exclude<keyof CellInputs, "planned">]: pulumi.Input<CellInputs[K]> } & {
  planned: pulumi.Inputs;
};

/** Cells run one after the other, in the plan's order, once the workload is there: two at once would measure each other. */
export function runCells(plan: Plan, cluster: Cluster, deployed: Deployed, askedRunId: string): LoadRun[] {
  const { stack, workloadDigest, topologyDigest, load } = plan;
  const runs: LoadRun[] = [];
  for (const planned of load.cells) {
    const inputs: Inputs = {
      ...planned,
      stack,
      runId: askedRunId,
      spec: specOf(plan, planned),
      workloadDigest,
      topologyDigest,
      target: deployed.endpoint,
      machines: plan.nodes.map((node) => node.name),
      instances: cluster.instances,
      provenance: cluster.provenance,
      metrics: deployed.metrics,
      planned: {
        plan: planOutput(plan),
        nodes: nodeOutputs(cluster),
        placement: deployed.placement,
        notes: plan.notes,
      },
      podKill: podKillOf(plan, planned.level, deployed),
      marginMs: load.marginMs,
    };
    const dependsOn: pulumi.Resource[] = [...deployed.resources, ...runs.slice(-1)];
    runs.push(new LoadRun(planned.cell, inputs, { dependsOn }));
  }
  return runs;
}

/** In the middle of what is measured of the greatest level: there it would be noticed first. */
function podKillOf({ load }: Plan, level: string, { podKill }: Deployed): pulumi.Input<PodKill> | null {
  const greatest = load.levels.reduce((most, each) => (each.users > most.users ? each : most));
  if (podKill === null || level !== greatest.name) return null;
  const afterMs = Math.round((load.warmUpMs + greatest.durationMs) / 2);
  return pulumi.output(podKill).apply((kill) => ({ ...kill, afterMs }));
}
