/**
 * Decides which cells count as evidence, and what a replicate is: a cell, or a deployment if each side has several. Cells
 * of one deployment share its hosts and the placement of its pods, so they are not independent evidence of a topology.
 */
import { describeUnsteady } from "@stackmark/loadgen/schema";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import type { CellSummary } from "./types.ts";
import type { WithinCell } from "./within-run.ts";

/** The source of a cell's values, and whether the cell counts as evidence. */
export interface Evidence<Source> extends WithinCell {
  source: Source;
  /** `unsteady`: complete, but rate or median drifted during a plateau. */
  status: CellOutput["result"]["status"] | "unsteady";
  repeat: number;
  /** `null` if it was not recorded. */
  startedAt: string | null;
  /** The deployment in which the cell was measured; absent if it was not recorded. */
  deployment?: string;
}

/** Plateaus that were not steady; empty if steadiness was not recorded. */
export function unsteadyPlateaus({ result: { steady = [] } }: CellOutput) {
  return steady.filter(({ holds }) => holds === false);
}

/** Second half of a plateau against the first, of the median as a fraction; of the plateau where it is largest. */
export function medianDrift({ result: { steady = [] } }: CellOutput): number | null {
  const drifts = steady.flatMap(({ p50Ms: [first, second] }) => (first && second ? [second / first - 1] : []));
  return drifts.sort((one, other) => Math.abs(other) - Math.abs(one))[0] ?? null;
}

/** What alone makes a cell invalid, of what a headline names. */
export function faultOf({ result: { status, overall, accounting, reasons } }: CellOutput): CellSummary["fault"] {
  if (overall.requests === 0 && accounting !== null && accounting.aborted + accounting.inFlightAtEnd > 0)
    return "no answer";
  const isGenerator = status === "invalid" && reasons.length > 0;
  return isGenerator && reasons.every(({ code }) => code === "generator-limited") ? "generator" : null;
}

/** The status of a cell, and the reasons why it is not valid evidence. */
export function validityOf(cell: CellOutput): { status: Evidence<unknown>["status"]; reasons: string[] } {
  const { status, reasons } = cell.result;
  const unsteady = status === "complete" ? unsteadyPlateaus(cell) : [];
  return {
    status: unsteady.length > 0 ? "unsteady" : status,
    reasons: [...unsteady.map(describeUnsteady), ...reasons.map(({ message }) => message)],
  };
}

/**
 * What was checked of all of these valid cells, in words: imported ones may lack the rest. `steady`: each plateau was checked,
 * and none drifted by more than chance explains.
 */
export function validityChecks(cells: readonly CellOutput[]): string[] {
  const isSteady = ({ result: { steady = [] } }: CellOutput) => steady.length > 0;
  return [
    "complete",
    ...(cells.every(isSteady) ? ["steady"] : []),
    ...(cells.every(({ result }) => result.generator !== null) ? ["generator kept up"] : []),
  ];
}

/** @param stats of the endpoint that the source belongs to. Default: of the whole cell. */
export function evidenceOf<Source>(
  cell: CellOutput,
  source: Source,
  stats: WithinCell["stats"] = cell.result.overall,
): Evidence<Source> {
  const { repeat, result, deployment, blocks } = cell;
  return {
    source,
    stats,
    status: validityOf(cell).status,
    repeat,
    startedAt: result.startedAt,
    deployment,
    blocksMs: blocks?.p50Ms,
  };
}

export const isEvidence = ({ status }: Evidence<unknown>): boolean => status === "complete";

/** One independent measurement; its value is the mean over its cells. */
export interface Replicate<Source> {
  cells: Evidence<Source>[];
}

export interface Design<Source> {
  a: Replicate<Source>[];
  b: Replicate<Source>[];
  /** The sides took turns, and the nth replicates of both sides form a pair: drift over time affects both alike. */
  isPaired: boolean;
}

/** The replicates to compare, in order of time if it is known. */
export function designOf<Source>(sideA: readonly Evidence<Source>[], sideB: readonly Evidence<Source>[]) {
  const [cellsA, cellsB] = [sideA.filter(isEvidence), sideB.filter(isEvidence)];
  const replicates = haveSeveralDeployments(cellsA, cellsB) ? byDeployment : byRepeat;
  const [a, b] = [replicates(cellsA), replicates(cellsB)];
  const keys = [...a.keys()].filter((key) => b.has(key));
  const [pairsA, pairsB] = [keys.map((key) => a.get(key)!), keys.map((key) => b.get(key)!)];
  if (keys.length >= 2 && tookTurns(pairsA, pairsB)) return { a: pairsA, b: pairsB, isPaired: true };
  return { a: [...a.values()], b: [...b.values()], isPaired: false };
}

function byRepeat<Source>(cells: readonly Evidence<Source>[]): Map<number, Replicate<Source>> {
  return new Map(cells.map((cell) => [cell.repeat, { cells: [cell] }]));
}

/** Keys are the positions of the deployments in order of their starts. */
function byDeployment<Source>(cells: readonly Evidence<Source>[]): Map<number, Replicate<Source>> {
  const deployments = [...Map.groupBy(cells, ({ deployment }) => deployment).values()].map((own) => ({ cells: own }));
  return new Map(
    deployments.sort((one, other) => compareText(startOf(one), startOf(other))).map((deployment, i) => [i, deployment]),
  );
}

const compareText = (one: string | null, other: string | null): number => (one ?? "").localeCompare(other ?? "");

/** `null` if the start of one of its cells is unknown. */
function startOf({ cells }: Replicate<unknown>): string | null {
  const times = cells.map(({ startedAt }) => startedAt);
  return times.includes(null) ? null : (times as string[]).sort()[0]!;
}

/** Whether, in order of time, each pair of replicates ran one after the other. */
function tookTurns(a: readonly Replicate<unknown>[], b: readonly Replicate<unknown>[]): boolean {
  const turns = [a, b].flatMap((side) => side.map((replicate, pair) => ({ pair, at: startOf(replicate) })));
  if (turns.some(({ at }) => at === null)) return false;
  turns.sort((one, other) => compareText(one.at, other.at));
  return turns.every(({ pair }, i) => i % 2 === 0 || pair === turns[i - 1]!.pair);
}

/** Deployments per side from which a comparison is about topologies. */
const MIN_DEPLOYMENTS = 3;

type WithDeployment = { deployment?: string };

const deploymentsOf = (side: readonly WithDeployment[]): Set<string | undefined> =>
  new Set(side.map(({ deployment }) => deployment));

/** Whether each side has several deployments, and every cell records its own. */
export function haveSeveralDeployments(a: readonly WithDeployment[], b: readonly WithDeployment[]): boolean {
  return [a, b].every((side) => deploymentsOf(side).size > 1 && !deploymentsOf(side).has(undefined));
}

/** States which variation the intervals cover, and so what the verdict applies to. */
export function coverage(a: readonly CellOutput[], b: readonly CellOutput[]): string {
  if (!haveSeveralDeployments(a, b))
    return "Intervals cover the variation between repeats of one deployment, not between deployments: the result holds for these deployments.";
  const [own, others] = [deploymentsOf(a).size, deploymentsOf(b).size];
  const count = own === others ? `${own} deployments per side` : `${own} and ${others} deployments`;
  if (Math.min(own, others) < MIN_DEPLOYMENTS)
    return `Intervals cover the variation between ${count}, too few for a result about topologies (at least ${MIN_DEPLOYMENTS}).`;
  return `Intervals cover the variation between ${count}: the result holds for these topologies.`;
}

/** The reasons why a run cannot be a baseline; empty if it can. */
export function whyNoBaseline({ load }: StackOutputs): string[] {
  if (load.length === 0) return ["it has no measured cell"];
  const cells = load.map((cell) => evidenceOf(cell, cell.cell));
  return cells.flatMap((cell) => (isEvidence(cell) ? [] : [`${cell.source} is ${cell.status}, so it is not evidence`]));
}
