/** What must not be compared at all, what only `anyway`, and what a reader must be told. */
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";

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
    ...differs("vantage", a, b, ({ result }) => result.vantage.kind),
    ...differs("load model", a, b, ({ result }) => loadModel(result.spec)),
  ];
  const refused = options.anyway ? never : [...never, ...onlyAnyway];
  if (refused.length > 0) {
    const hint = never.length === 0 ? "\nTo compare them all the same: --anyway." : "";
    const message = `${a.stack} and ${b.stack} are not comparable:\n  ${refused.join("\n  ")}${hint}`;
    throw new ResultsError("RESULTS_NOT_COMPARABLE", message);
  }
  return [
    ...onlyAnyway,
    ...differs("generator's place", a, b, ({ result }) => result.vantage.where),
    ...goneMachines(a),
    ...goneMachines(b),
    ...differentLoads(a, b),
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

/** An open model states a rate; a closed one only users. */
function loadModel(spec: CellOutput["result"]["spec"]): string {
  const model = spec["model"];
  return typeof model === "string" ? model : "closed";
}

function goneMachines({ stack, nodes, load }: StackOutputs): string[] {
  const there = new Set(nodes.map(({ name }) => name));
  const gone = new Set(load.flatMap(({ machines }) => machines.filter((machine) => !there.has(machine))));
  return gone.size === 0 ? [] : [`${stack} was measured on machines that it no longer has: ${[...gone].join(", ")}`];
}

function differentLoads(a: StackOutputs, b: StackOutputs): string[] {
  const levels = new Map(b.plan.levels.map((level) => [level.name, level]));
  return a.plan.levels.flatMap((level) => {
    const other = levels.get(level.name);
    if (!other || (other.users === level.users && other.durationMs === level.durationMs)) return [];
    const text = ({ users, durationMs }: typeof level) => `${users} users for ${durationMs / 1000} s`;
    return [`level ${level.name} is not the same load: ${text(level)} against ${text(other)}`];
  });
}
