/** Notes on the cells of a stack, and on its machines. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { CellOutput, ClusterReport } from "../../results/schema/outputs.ts";
import type { CellSummary } from "../../results/schema/summary.ts";
import type { Plan } from "../topology/plan.ts";

export interface CellState {
  output: CellSummary | null;
  runId: string;
  /** Ids of the machines that the cell was measured on. */
  instances: string[];
}

/**
 * Notes on cells that are missing, or that differ in machines, environment or run.
 * @param cells in the plan's order
 * @param results the archived ones
 * @param machines ids of the current machines
 */
export function cellNotes(
  plan: Plan,
  cells: readonly CellState[],
  results: readonly CellOutput[],
  machines: readonly string[],
): string[] {
  const named = (matches: (cell: CellState) => boolean): string =>
    plan.load.cells.flatMap(({ cell }, i) => (matches(cells[i]!) ? [cell] : [])).join(", ");
  const missing = named(({ output }) => output === null);
  const gone = named(({ output, instances }) => output !== null && !isDeepStrictEqual(instances, machines));
  const settings = results.flatMap(({ environment }) => environment ?? []);
  const runIds = new Set(cells.flatMap(({ output, runId }) => (output ? [runId] : [])));
  return [
    ...(missing === "" ? [] : [`not run: stopped: ${missing}`]),
    ...(gone === "" ? [] : [`measured on machines that were replaced since: ${gone}`]),
    ...(settings.every((setting) => isDeepStrictEqual(setting, settings[0]))
      ? []
      : [`cells were measured in different environments: ${results.flatMap(settingOf).join("; ")}`]),
    ...(runIds.size > 1 ? [`cells come from ${runIds.size} runs: ${[...runIds].sort().join(", ")}`] : []),
  ];
}

/** A machine reports less memory than it has, because its kernel keeps some. */
const MEMORY_TOLERANCE = 0.1;

/** What the stack file says of existing machines, where they report something else: usage in percent depends on it. */
export function sizeNotes({ nodes }: Plan, facts: ClusterReport["preflight"]["facts"]): string[] {
  return nodes.flatMap(({ name, machine, cpus, memoryMiB }) => {
    const own = facts.find(({ node }) => node === name);
    if (machine?.kind !== "existing" || own === undefined) return [];
    const isSame = own.cores === cpus && Math.abs(own.memoryMiB - memoryMiB) <= MEMORY_TOLERANCE * memoryMiB;
    if (isSame) return [];
    const stated = `the stack file says ${cpus} and ${memoryMiB} MiB`;
    return [
      `${name} has ${own.cores} cores and ${own.memoryMiB} MiB of memory, but ${stated} (\`cpus\`, \`memoryMiB\`)`,
    ];
  });
}

function settingOf({ cell, environment }: CellOutput): string[] {
  if (!environment) return [];
  const { cpuModel, kernel, node, versions } = environment;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [`${cell} with ${[cpuModel, kernel, `Node ${node}`, ...named].join(", ")}`];
}
