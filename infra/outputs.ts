/** The stack outputs: the plan, what was deployed, and what was measured. docs/outputs.md lists every field. */
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { compare } from "../results/compare/index.ts";
import { ResultsError } from "../results/errors.ts";
import type { ComparisonOutput } from "../results/schema/comparison-output.ts";
import { outputsSchema, type Environment, type MeasuredCell, type StackOutputs } from "../results/schema/outputs.ts";
import type { Cluster, Deployed } from "./cluster/cluster.ts";
import { environment } from "./environment.ts";
import { InfraError } from "./errors.ts";
import { KEEP } from "./load/cell.ts";
import type { LoadRun } from "./load/resource.ts";
import { nodeOutputs, planOutput } from "./planned.ts";
import type { Plan } from "./topology/plan.ts";

export interface OutputParts {
  plan: Plan;
  cluster: Cluster;
  deployed: Deployed;
  runs: LoadRun[];
}

export function stackOutputs({ plan, cluster, deployed, runs }: OutputParts) {
  const cells = pulumi.all(runs.map(({ output, runId, instances }) => pulumi.output({ output, runId, instances })));
  const measured = cells.apply((all) => all.flatMap(({ output }) => (output ? [output] : [])));
  const stackRunId = cells.apply((all) => runIdOf(all.map(({ runId }) => runId)));
  const machines = cluster.instances;
  const notes = pulumi.all([cells, machines]).apply(([all, now]) => [...plan.notes, ...cellNotes(plan, all, now)]);
  const outputs = {
    schemaVersion: 0 as const,
    stack: plan.stack,
    runId: stackRunId,
    provenance: cluster.provenance,
    topologyDigest: plan.topologyDigest,
    plan: planOutput(plan),
    nodes: nodeOutputs(cluster),
    endpoints: { [plan.workload.name]: deployed.endpoint },
    placement: deployed.placement,
    load: measured,
    environment: measured.apply(environmentOf),
    timings: timingOutputs(plan, cluster, deployed),
    notes,
    ...(deployed.report ? { cluster: deployed.report } : {}),
  };
  // Only `up` checks the outputs: a preview does not know all of them, and shows those that it knows.
  if (pulumi.runtime.isDryRun()) return { ...outputs, ...deployed.secrets };
  const alone = pulumi.output(outputs).apply((value) => check(value));
  const checked = plan.baseline === null ? alone : compared(alone, plan.baseline);
  const keys = [...Object.keys(outputs), ...(plan.baseline === null ? [] : ["comparison"])];
  const plain = keys.map((key) => [key, checked.apply((all) => all[key as keyof StackOutputs])]);
  // Secrets are separate outputs: a secret inside a value makes the whole value secret.
  return { ...(Object.fromEntries(plain) as Record<string, pulumi.Output<unknown>>), ...deployed.secrets };
}

/** Adds the comparison with the baseline, which is read after the load. */
function compared(alone: pulumi.Output<StackOutputs>, baseline: string): pulumi.Output<StackOutputs> {
  return pulumi
    .all([alone, baselineOutputs(baseline)])
    .apply(([own, other]) => ({ ...own, comparison: comparisonOutput(baseline, other, own) }));
}

/** Outputs of the baseline, unchecked. */
function baselineOutputs(name: string): pulumi.Output<Record<string, unknown>> {
  const isFull = name.includes("/");
  const full = isFull ? name : `${pulumi.getOrganization()}/${pulumi.getProject()}/${name}`;
  return new pulumi.StackReference("baseline", { name: full }).outputs;
}

/** Compares with the baseline. A problem of the baseline is part of the output and does not fail the update. */
function comparisonOutput(name: string, baseline: unknown, own: StackOutputs): ComparisonOutput {
  const parsed = outputsSchema.safeParse(baseline);
  if (!parsed.success) return { baseline: name, problem: `${name} has no outputs of this version: it is not up` };
  try {
    const { a, headline, verdicts, levels, warnings, notes } = compare(parsed.data, own);
    return {
      baseline: name,
      runId: a.runId,
      verdict: verdicts.verdict,
      headline: headline.text,
      why: verdicts.why,
      levels: Object.fromEntries(levels.map(({ level, metrics }) => [level, Object.fromEntries(metrics.map(deltaOf))])),
      notes: [...warnings, ...notes],
    };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { baseline: name, problem: error.message };
  }
}

type Change = ReturnType<typeof compare>["levels"][number]["metrics"][number];

function deltaOf({ metric, unit, a, b, absolute, relative, verdict }: Change) {
  return [metric, { unit, baseline: a.value, value: b.value, absolute, relative, verdict }] as const;
}

/**
 * The environment of the newest cell, because this machine may have been upgraded since. Without a measured cell, the
 * environment of this machine.
 */
export function environmentOf(cells: readonly MeasuredCell[]): Environment {
  const newest = [...cells].sort((a, b) => a.result.startedAt.localeCompare(b.result.startedAt)).at(-1);
  return newest?.environment ?? environment();
}

function check(value: unknown): StackOutputs {
  const parsed = outputsSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InfraError("OUTPUTS_INVALID", `The stack outputs do not fit their schema: ${parsed.error.message}`);
}

/** The newest run. A note lists the other runs. */
const runIdOf = (runIds: readonly string[]): string => [...runIds].sort().at(-1) ?? KEEP;

export interface CellState {
  output: MeasuredCell | null;
  runId: string;
  /** Ids of the machines that the cell was measured on. */
  instances: string[];
}

/**
 * Notes on cells that are missing, or that differ in machines, environment or run.
 * @param cells in the plan's order
 * @param machines ids of the current machines
 */
export function cellNotes(plan: Plan, cells: readonly CellState[], machines: readonly string[]): string[] {
  const named = (matches: (cell: CellState) => boolean): string =>
    plan.load.cells.flatMap(({ cell }, i) => (matches(cells[i]!) ? [cell] : [])).join(", ");
  const missing = named(({ output }) => output === null);
  const gone = named(({ output, instances }) => output !== null && !isDeepStrictEqual(instances, machines));
  const settings = cells.flatMap(({ output }) => (output?.environment ? [output.environment] : []));
  const runIds = new Set(cells.flatMap(({ output, runId }) => (output ? [runId] : [])));
  return [
    ...(missing === "" ? [] : [`not run: stopped: ${missing}`]),
    ...(gone === "" ? [] : [`measured on machines that were replaced since: ${gone}`]),
    ...(settings.every((setting) => isDeepStrictEqual(setting, settings[0]))
      ? []
      : [`cells were measured in different environments: ${cells.flatMap(settingOf).join("; ")}`]),
    ...(runIds.size > 1 ? [`cells come from ${runIds.size} runs: ${[...runIds].sort().join(", ")}`] : []),
  ];
}

function settingOf({ output }: CellState): string[] {
  if (!output?.environment) return [];
  const { cpuModel, kernel, node, versions } = output.environment;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [`${output.cell} with ${[cpuModel, kernel, `Node ${node}`, ...named].join(", ")}`];
}

type Duration = pulumi.Output<number> | null;

function timingOutputs(plan: Plan, cluster: Cluster, deployed: Deployed) {
  // Deletes follow the outputs; `<home>/<stack>/deletes.ndjson` has their durations.
  const row = (name: string, createMs: Duration, readyMs: Duration) => ({ name, createMs, readyMs, deleteMs: null });
  return [
    ...cluster.hosts.flatMap(({ node, timing }) => (timing ? [row(node.name, timing.createMs, timing.readyMs)] : [])),
    ...cluster.timings.map(({ name, createMs, readyMs }) => row(name, createMs, readyMs)),
    row(plan.workload.name, null, deployed.readyMs),
  ];
}
