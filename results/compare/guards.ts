/** What must not be compared at all, what only `anyway`, and what a reader must be told. */
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { importNotes, toolOf } from "./imported.ts";

export interface CompareOptions {
  /** Compares different provenances and vantages too; the notes then say what differs. Default `false`. */
  anyway?: boolean;
  /** Names of the two sides. Default: their stacks, with the run ids where these are equal. */
  labels?: readonly [string, string];
}

/**
 * Notes on how the two sides differ in ways that no change of topology should.
 * @throws {ResultsError} RESULTS_NOT_COMPARABLE with every reason
 */
export function guard(a: StackOutputs, b: StackOutputs, options: CompareOptions): string[] {
  const never = [...mixedRuns(a), ...mixedRuns(b)];
  if (a.load.length === 0) never.push(`${a.stack} (run ${a.runId}) holds no measured cell`);
  if (b.load.length === 0) never.push(`${b.stack} (run ${b.runId}) holds no measured cell`);
  const onlyAnyway = [
    ...differs("provenance", a, b, ({ provenance }) => provenance),
    ...differs("tool", a, b, toolOf),
    ...differs("vantage", a, b, ({ result }) => result.vantage.kind),
    ...differs("load model", a, b, ({ result }) => word(result.spec["model"])),
    ...differs("scenario", a, b, ({ result }) => word(result.spec["scenario"])),
  ];
  const refused = options.anyway ? never : [...never, ...onlyAnyway];
  if (refused.length > 0) {
    const hint = never.length === 0 ? "\nTo compare them all the same: --anyway." : "";
    const message = `${a.stack} and ${b.stack} are not comparable:\n  ${refused.join("\n  ")}${hint}`;
    throw new ResultsError("RESULTS_NOT_COMPARABLE", message);
  }
  return [
    ...onlyAnyway,
    ...otherPlace(a, b),
    ...goneMachines(a),
    ...goneMachines(b),
    ...ownNotes(a, b),
    ...ownNotes(b, a),
    ...differentLoads(a, b),
    ...importNotes(a, b),
  ];
}

/** Outputs of a stack whose cells come from another run than the outputs themselves: an interrupted `up` leaves them. */
function mixedRuns({ stack, runId, load }: StackOutputs): string[] {
  const other = load.filter((cell) => cell.runId !== runId);
  const twice = load.filter(({ cell }, index) => load.findIndex((earlier) => earlier.cell === cell) < index);
  return [
    ...other.map(
      ({ cell, runId: was }) =>
        `${stack}: ${cell} was measured in run ${was}, the outputs are of run ${runId}; run \`stackmark up ${stack}\` to its end first`,
    ),
    ...twice.map(({ cell }) => `${stack}: ${cell} is there twice`),
  ];
}

function differs(what: string, a: StackOutputs, b: StackOutputs, of: (cell: CellOutput) => string): string[] {
  const values = ({ load }: StackOutputs) => [...new Set(load.map(of))].sort().join(" and ");
  const [left, right] = [values(a), values(b)];
  return left === right ? [] : [`different ${what}: ${left} (${a.stack}) against ${right} (${b.stack})`];
}

/** The same kind of place is described in other words by each topology: that is no difference worth a note. */
function otherPlace(a: StackOutputs, b: StackOutputs): string[] {
  const kinds = differs("vantage", a, b, ({ result }) => result.vantage.kind);
  return kinds.length === 0 ? [] : differs("generator's place", a, b, ({ result }) => result.vantage.where);
}

/**
 * Notes of one side that the other doesn't share: what both deviate in is not between them. A note on a cell is always
 * this side's own, such as that its machines are gone, or that it was not measured.
 */
function ownNotes({ stack, notes, load, plan }: StackOutputs, other: StackOutputs): string[] {
  const levels = new Set([...plan.levels.map(({ name }) => name), ...load.map(({ level }) => level)]);
  const namesCell = (note: string) => [...levels].some((level) => note.includes(`load-${level}-`));
  return notes.filter((note) => namesCell(note) || !other.notes.includes(note)).map((note) => `${stack}: ${note}`);
}

const word = (value: unknown): string => (typeof value === "string" ? value : "not stated");

function goneMachines({ stack, nodes, load }: StackOutputs): string[] {
  const there = new Set(nodes.map(({ name }) => name));
  const gone = new Set(load.flatMap(({ machines }) => machines.filter((machine) => !there.has(machine))));
  return gone.size === 0 ? [] : [`${stack} was measured on machines that it no longer has: ${[...gone].join(", ")}`];
}

/** Where the load went and from where are the stack's; everything else of a level's load should be the same. */
const NOT_THE_LOAD = new Set(["target", "vantage"]);

function differentLoads(a: StackOutputs, b: StackOutputs): string[] {
  const specs = new Map(b.load.map(({ level, result }) => [level, result.spec]));
  const seen = new Set<string>();
  return a.load.flatMap(({ level, result: { spec } }) => {
    const other = specs.get(level);
    if (!other || seen.has(level)) return [];
    seen.add(level);
    const keys = [...new Set([...Object.keys(spec), ...Object.keys(other)])].filter((key) => !NOT_THE_LOAD.has(key));
    const text = (value: unknown) => JSON.stringify(value) ?? "not set";
    const changed = keys.filter((key) => text(spec[key]) !== text(other[key]));
    if (changed.length === 0) return [];
    const list = changed.map((key) => `${key} ${text(spec[key])} against ${text(other[key])}`);
    return [`level ${level} is not the same load: ${list.join(", ")}`];
  });
}
