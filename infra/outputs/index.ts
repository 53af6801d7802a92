/**
 * The stack outputs: what was deployed, and a summary of what was measured. docs/outputs.md lists every field. The full
 * results are in the archive.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ComparisonOutput } from "../../results/schema/comparison-output.ts";
import type { ClusterReport, StackOutputs } from "../../results/schema/outputs.ts";
import { summarySchema, type StackSummary } from "../../results/schema/summary.ts";
import type { Cluster, Deployed } from "../cluster/cluster.ts";
import { InfraError } from "../errors.ts";
import { currentPrices } from "../budget/price-table.ts";
import { stackPrices } from "../budget/stack-prices.ts";
import { homeDir, runsDir } from "../home.ts";
import { KEEP } from "../load/cell.ts";
import type { LoadRun } from "../load/resource.ts";
import { summaryIn } from "../load/summary.ts";
import { cloudOf, nodeOutputs, planOutput } from "../planned.ts";
import type { Plan } from "../topology/plan.ts";
import { baselineOutputs } from "./comparison.ts";
import { costSummary } from "./cost.ts";
import { movedReplicas } from "./moved.ts";
import type { CellState } from "./notes.ts";
import { publish, type Known } from "./results.ts";

export interface OutputParts {
  plan: Plan;
  cluster: Cluster;
  deployed: Deployed;
  runs: LoadRun[];
}

export function stackOutputs({ plan, cluster, deployed, runs }: OutputParts): Record<string, unknown> {
  const isPreview = pulumi.runtime.isDryRun();
  const cells = cellsOf(runs);
  const head = {
    stack: plan.stack,
    runId: cells.apply((all) => runIdOf(all.map(({ runId }) => runId))),
    provenance: cluster.provenance,
    topologyDigest: plan.topologyDigest,
    endpoints: { [plan.workload.name]: deployed.endpoint },
  };
  const nodes = nodeOutputs(cluster);
  const known = {
    ...head,
    schemaVersion: 0 as const,
    plan: planOutput(plan),
    nodes,
    placement: deployed.placement,
    timings: timingOutputs(plan, cluster, deployed),
    cluster: deployed.report ?? undefined,
    cells,
    machines: cluster.instances,
  };
  const baseline = plan.baseline;
  const other = baseline === null || isPreview ? null : baselineOutputs(baseline);
  const published = pulumi.all([pulumi.output(known), other]).apply(([all, outputs]) =>
    publish(all as Known, {
      plan,
      runsDir: runsDir(homeDir()),
      isPreview,
      baseline: baseline === null || outputs === null ? null : { name: baseline, outputs },
    }),
  );
  const summary = {
    ...head,
    schemaVersion: 1 as const,
    nodes: pulumi.output(nodes).apply((all) => all.map((node) => nodeSummary(plan, node))),
    placement: deployed.placement.apply(placementSummary),
    load: cells.apply((all) => all.flatMap(({ output }) => output ?? [])),
    ...(deployed.report ? { cluster: deployed.report.apply(clusterSummary) } : {}),
    ...(plan.kubernetes ? { cost: costSummary(plan, stackPrices(plan, currentPrices())) } : {}),
    ...(other ? { comparison: published.apply(({ comparison }) => comparison && decided(comparison)) } : {}),
    // Pulumi warns of undefined outputs.
    derived: published.apply(({ derived }) => derived ?? []),
    ...(plan.load.levels.some((level) => level.regions)
      ? { regions: published.apply(({ regions }) => regions ?? []) }
      : {}),
    resultsDigest: published.apply(({ resultsDigest }) => resultsDigest),
    notes: published.apply(({ notes }) => notes),
  };
  // Only `up` checks the outputs: a preview does not know all of them, and shows those that it knows.
  if (isPreview) return { ...summary, ...deployed.secrets };
  const checked = pulumi.output(summary).apply(check);
  const plain = Object.keys(summary).map((key) => [key, checked.apply((all) => all[key as keyof StackSummary])]);
  // Secrets are separate outputs: a secret inside a value makes the whole value secret.
  return { ...(Object.fromEntries(plain) as Record<string, pulumi.Output<unknown>>), ...deployed.secrets };
}

const cellsOf = (runs: LoadRun[]): pulumi.Output<CellState[]> =>
  pulumi
    .all(runs.map(({ output, runId, instances }) => pulumi.output({ output, runId, instances })))
    .apply((all) => all.map((cell) => ({ ...cell, output: cell.output && summaryIn(cell.output) })));

function nodeSummary({ nodes }: Plan, { name, role, size, publicIp, privateIp }: StackOutputs["nodes"][number]) {
  return { name, role, size, cloud: cloudOf(nodes.find((node) => node.name === name)!), publicIp, privateIp };
}

function placementSummary(placement: StackOutputs["placement"]): StackSummary["placement"] {
  const services = Map.groupBy(placement, ({ service }) => service);
  return Object.fromEntries([...services].map(([name, at]) => [name, at.map(({ node }) => node).join(", ")]));
}

function clusterSummary(report: ClusterReport): NonNullable<StackSummary["cluster"]> {
  const { podsPerNode, access, firewall, expiresAt, moved, preflight } = report;
  const failed = preflight.findings.filter(({ isOk }) => !isOk);
  return {
    ...{ podsPerNode, access, firewall, expiresAt },
    moved: moved && { replicas: movedReplicas(moved), durationMs: moved.durationMs, probes: moved.probes },
    preflight: {
      checks: preflight.findings.length,
      failed: failed.map(({ check: name, from, to, seen }) => `${name}, ${from}${to ? ` to ${to}` : ""}: ${seen}`),
    },
  };
}

/** Without metrics that got no verdict. */
function decided(comparison: ComparisonOutput): ComparisonOutput {
  if ("problem" in comparison) return comparison;
  const levels = Object.entries(comparison.levels).map(([level, metrics]) => {
    const withVerdict = Object.entries(metrics).filter(([, { verdict }]) => verdict !== null);
    return [level, Object.fromEntries(withVerdict)] as const;
  });
  return { ...comparison, levels: Object.fromEntries(levels) };
}

function check(value: unknown): StackSummary {
  const parsed = summarySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InfraError("OUTPUTS_INVALID", `The stack outputs do not fit their schema: ${parsed.error.message}`);
}

/** The newest run. A note lists the other runs. */
const runIdOf = (runIds: readonly string[]): string => [...runIds].sort().at(-1) ?? KEEP;

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
