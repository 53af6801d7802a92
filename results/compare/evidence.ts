/** Which cells count, and as what: a value of evidence is one cell's, or one deployment's where there are several. */
import { describeUnsteady } from "@stackmark/loadgen/schema";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

/** One cell's source of values, and how far the cell counts as evidence. */
export interface Evidence<Source> {
  source: Source;
  /** Of a plateau that did not hold, `unsteady`. */
  status: CellOutput["result"]["status"] | "unsteady";
  repeat: number;
  /** `null` where nobody recorded it. */
  startedAt: string | null;
  /** Which life of its machines it was measured in. */
  deployment?: string | undefined;
  /** Medians of the parts of its plateau, in order of time; `null` where they were not recorded. */
  blocksMs: readonly number[] | null;
}

/** Plateaus of a cell that did not hold; none where nobody recorded whether they did. */
export function unsteadyPlateaus({ result: { steady = [] } }: CellOutput) {
  return steady.filter(({ holds }) => holds === false);
}

/** What a cell is worth as evidence, and why, in words. */
export function standingOf(cell: CellOutput): { status: Evidence<unknown>["status"]; reasons: string[] } {
  const { status, reasons } = cell.result;
  const moved = status === "complete" ? unsteadyPlateaus(cell) : [];
  return {
    status: moved.length > 0 ? "unsteady" : status,
    reasons: [...moved.map(describeUnsteady), ...reasons.map(({ message }) => message)],
  };
}

export function evidenceOf<Source>(cell: CellOutput, source: Source): Evidence<Source> {
  const { repeat, result, deployment, blocks } = cell;
  return {
    source,
    status: standingOf(cell).status,
    repeat,
    startedAt: result.startedAt,
    deployment,
    blocksMs: blocks?.p50Ms ?? null,
  };
}

export const isEvidence = ({ status }: Evidence<unknown>): boolean => status === "complete";

/** One value of evidence: the cells that it is the mean of. */
export interface Unit<Source> {
  cells: Evidence<Source>[];
}

export interface Design<Source> {
  a: Unit<Source>[];
  b: Unit<Source>[];
  /** The sides took turns, and the nth of each side belong together: what drifted meanwhile drifted through both. */
  isPaired: boolean;
}

/** The values that there are to compare, in order of time where it is known. */
export function designOf<Source>(sideA: readonly Evidence<Source>[], sideB: readonly Evidence<Source>[]) {
  const [cellsA, cellsB] = [sideA.filter(isEvidence), sideB.filter(isEvidence)];
  const byDeployment = areManyDeployments(cellsA, cellsB);
  const [a, b] = byDeployment ? [lives(cellsA), lives(cellsB)] : [byRepeat(cellsA), byRepeat(cellsB)];
  const keys = [...a.keys()].filter((key) => b.has(key));
  const [pairsA, pairsB] = [keys.map((key) => a.get(key)!), keys.map((key) => b.get(key)!)];
  if (keys.length >= 2 && tookTurns(pairsA, pairsB)) return { a: pairsA, b: pairsB, isPaired: true };
  return { a: [...a.values()], b: [...b.values()], isPaired: false };
}

function byRepeat<Source>(cells: readonly Evidence<Source>[]): Map<number, Unit<Source>> {
  return new Map(cells.map((cell) => [cell.repeat, { cells: [cell] }]));
}

/** By the order in which they began. */
function lives<Source>(cells: readonly Evidence<Source>[]): Map<number, Unit<Source>> {
  const units = [...Map.groupBy(cells, ({ deployment }) => deployment).values()].map((own) => ({ cells: own }));
  return new Map(units.sort((one, other) => compareText(beganAt(one), beganAt(other))).map((unit, i) => [i, unit]));
}

const compareText = (one: string | null, other: string | null): number => (one ?? "").localeCompare(other ?? "");

/** `null` where one of its cells doesn't say. */
function beganAt({ cells }: Unit<unknown>): string | null {
  const times = cells.map(({ startedAt }) => startedAt);
  return times.includes(null) ? null : (times as string[]).sort()[0]!;
}

/** In order of time, each two that follow one another are one of each side, and of one pair. */
function tookTurns(a: readonly Unit<unknown>[], b: readonly Unit<unknown>[]): boolean {
  const turns = [a, b].flatMap((side) => side.map((unit, pair) => ({ pair, at: beganAt(unit) })));
  if (turns.some(({ at }) => at === null)) return false;
  turns.sort((one, other) => compareText(one.at, other.at));
  return turns.every(({ pair }, i) => i % 2 === 0 || pair === turns[i - 1]!.pair);
}

/** Lives a side below which nothing is said of topologies. */
const FEW = 3;

type Living = { deployment?: string | undefined };

const livesOf = (side: readonly Living[]): Set<string | undefined> => new Set(side.map(({ deployment }) => deployment));

/** Whether each side has cells of several lives, and all say which. */
export function areManyDeployments(a: readonly Living[], b: readonly Living[]): boolean {
  return [a, b].every((side) => livesOf(side).size > 1 && !livesOf(side).has(undefined));
}

/** Which variance the intervals of a comparison cover, as a sentence: what they, and a verdict by them, speak of. */
export function coverage(a: readonly CellOutput[], b: readonly CellOutput[]): string {
  if (!areManyDeployments(a, b))
    return "Intervals cover what differs between repeats of one deployment, not between deployments: they speak of these deployments.";
  const [lives, others] = [livesOf(a).size, livesOf(b).size];
  const count = lives === others ? `${lives} deployments a side` : `${lives} and ${others} deployments`;
  if (Math.min(lives, others) < FEW)
    return `Intervals cover what differs between ${count}, which are too few to speak of topologies: that takes ${FEW}.`;
  return `Intervals cover what differs between ${count}: they speak of these topologies.`;
}

/** Why it cannot be a baseline, a line each; empty where it can. */
export function whyNoBaseline({ load }: StackOutputs): string[] {
  if (load.length === 0) return ["it holds no measured cell"];
  const cells = load.map((cell) => evidenceOf(cell, cell.cell));
  return cells.flatMap((cell) => (isEvidence(cell) ? [] : [`${cell.source} is ${cell.status}, which is no evidence`]));
}
