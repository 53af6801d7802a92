/** The cells of a run as resources, with the load specification of each. */
import * as pulumi from "@pulumi/pulumi";
import { digest } from "../../base/digest.ts";
import type { Cluster, Deployed } from "../cluster/cluster.ts";
import { nodeOutputs, planOutput } from "../planned.ts";
import type { PlannedCell, PlannedLevel } from "../topology/load.ts";
import type { Plan } from "../topology/plan.ts";
import type { PodKill } from "../workloads/rollout/pod-kill.ts";
import type { CellSpec } from "./cell.ts";
import { LoadRun, type LoadRunInputs } from "./resource.ts";

/** Cells run one after another, in the plan's order, once the workload is ready: two at once would measure each other. */
export function runCells(plan: Plan, cluster: Cluster, deployed: Deployed, askedRunId: string): LoadRun[] {
  const { stack, workloadDigest, topologyDigest, load } = plan;
  const runs: LoadRun[] = [];
  for (const planned of load.cells) {
    const inputs: LoadRunInputs = {
      ...planned,
      stack,
      runId: askedRunId,
      spec: specOf(plan, planned),
      rehearsal: planned.order === 0 ? rehearsalOf(plan) : null,
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
        cells: load.cells.map(({ cell }) => cell),
      },
      podKill: podKillOf(plan, planned.level, deployed),
      marginMs: load.marginMs,
    };
    const dependsOn: pulumi.Resource[] = [...deployed.resources, ...runs.slice(-1)];
    runs.push(new LoadRun(planned.cell, inputs, { dependsOn }));
  }
  return runs;
}

const highestOf = ({ levels }: Plan["load"]): PlannedLevel =>
  levels.reduce((most, each) => (each.users > most.users ? each : most));

/** In the middle of the measured part of the highest level, where users would notice first. */
function podKillOf({ load }: Plan, level: string, { podKill }: Deployed): pulumi.Input<PodKill> | null {
  const highest = highestOf(load);
  if (podKill === null || level !== highest.name) return null;
  const afterMs = Math.round((load.warmUpMs + highest.durationMs) / 2);
  return pulumi.output(podKill).apply((kill) => ({ ...kill, afterMs }));
}

/** The number of sequential round trips over links that a request took inside the shop. */
const ROUND_TRIPS_HEADER = "x-stackmark-round-trips";

/** The load of the highest level, long enough for all of its users to start; `null` if there is no rehearsal. Pure. */
export function rehearsalOf(plan: Plan): CellSpec | null {
  const { rehearsalMs } = plan.load;
  if (rehearsalMs === 0) return null;
  const { name, users, spawnRatePerS } = highestOf(plan.load);
  const warmUpMs = Math.ceil((1000 * users) / spawnRatePerS);
  const spec = specOf(plan, { level: name, repeat: 0 });
  return { ...spec, warmUpMs, durationMs: warmUpMs + rehearsalMs, tallyHeaders: [], calibrationMs: 0 };
}

/** Pure. */
export function specOf(
  { load, vantage }: Plan,
  { level: name, repeat }: Pick<PlannedCell, "level" | "repeat">,
): CellSpec {
  const level = load.levels.find((each) => each.name === name)!;
  return {
    model: "closed",
    scenario: load.scenario,
    ...(load.scenarioOptions ? { scenarioOptions: load.scenarioOptions } : {}),
    users: level.users,
    spawnRatePerS: level.spawnRatePerS,
    durationMs: level.durationMs,
    warmUpMs: load.warmUpMs,
    gracefulStopMs: load.gracefulStopMs,
    thinkTimeScale: load.thinkTimeFactor,
    // Users make different choices in each repeat, but the same ones in the same cell of two stacks.
    seed: Number.parseInt(digest([load.seed, name, repeat]).slice(0, 8), 16),
    tallyHeaders: [ROUND_TRIPS_HEADER],
    vantage: { kind: "here", where: vantage },
  };
}
