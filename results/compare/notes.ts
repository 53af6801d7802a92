/** What a reader needs to know to judge the numbers of two sides. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { differences } from "./comparability.ts";

export const SAME_RUN = "both sides are the same run";

/** What may make the comparison misleading. */
export function warningsOn(a: StackOutputs, b: StackOutputs): string[] {
  return [...(isSameRun(a, b) ? [SAME_RUN] : []), ...goneMachines(a), ...goneMachines(b)];
}

/** Settings and limits of the runs. */
export function notesOn(a: StackOutputs, b: StackOutputs): string[] {
  return [...otherPlace(a, b), ...ownNotes(a, b), ...ownNotes(b, a), ...importNotes(a, b)];
}

const isSameRun = (a: StackOutputs, b: StackOutputs): boolean => a.stack === b.stack && a.runId === b.runId;

/** Unlike the two versions that a canary tells apart in one run. */
export const areSameCells = (a: StackOutputs, b: StackOutputs): boolean =>
  isSameRun(a, b) && JSON.stringify(a.load) === JSON.stringify(b.load);

/** Topologies describe the same kind of vantage in different words, so only a different kind is worth a note. */
function otherPlace(a: StackOutputs, b: StackOutputs): string[] {
  const kinds = differences("vantage", a, b, kindOf);
  return kinds.length === 0 ? [] : differences("generator's place", a, b, ({ result }) => result.vantage.where);
}

/**
 * Notes of one side that the other does not share: deviations of both sides do not explain a difference. A note on a cell
 * always belongs to its side.
 */
function ownNotes({ stack, notes, load, plan }: StackOutputs, other: StackOutputs): string[] {
  const levels = new Set([...plan.levels.map(({ name }) => name), ...load.map(({ level }) => level)]);
  const namesCell = (note: string) => [...levels].some((level) => note.includes(`load-${level}-`));
  return notes.filter((note) => namesCell(note) || !other.notes.includes(note)).map((note) => `${stack}: ${note}`);
}

function goneMachines({ stack, nodes, load }: StackOutputs): string[] {
  const there = new Set(nodes.map(({ name }) => name));
  const gone = new Set(load.flatMap(({ machines }) => machines.filter((machine) => !there.has(machine))));
  return gone.size === 0 ? [] : [`${stack} was measured on machines that it no longer has: ${[...gone].join(", ")}`];
}

const kindOf = ({ result }: CellOutput): string => result.vantage.kind;

/** One line for each part that imported files do not contain; a part that both sides lack has one line. */
function importNotes(a: StackOutputs, b: StackOutputs): string[] {
  const sides = [a, b].map(({ stack, load }) => ({
    stack,
    absent: new Map(load.flatMap(({ imported }) => imported?.absent ?? []).map(({ what, reason }) => [what, reason])),
  }));
  const parts = new Map(sides.flatMap(({ absent }) => [...absent]));
  return [...parts].map(([what, reason]) => {
    const of = sides.filter(({ absent }) => absent.has(what)).map(({ stack }) => stack);
    return `not compared, ${what}: ${reason} (${[...new Set(of)].join(", ")})`;
  });
}
