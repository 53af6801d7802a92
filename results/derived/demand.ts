/**
 * Over a set of runs: capacity, the greatest load that a deployment carries within its objectives; and demand, the least
 * deployment that carries a load.
 */
import type { ArchivedRun } from "../archive/index.ts";
import type { Objective } from "./slo.ts";
import { meets } from "./slo.ts";

export interface Resources {
  cpus: number;
  memoryMiB: number;
  nodes: number;
}

export interface Capacity {
  runId: string;
  stack: string | null;
  /** `null` where nobody recorded the nodes. */
  resources: Resources | null;
  /** The greatest load up to which every measured one met the objectives; `null`: not even the least did. */
  level: { name: string; load: number } | null;
  /** No greater load was measured: the capacity may be higher. */
  atLeast: boolean;
}

export interface Demand {
  level: string;
  load: number;
  /** Of the runs that carried it, the one of the least CPUs, then memory; `null`: none did. */
  run: { runId: string; stack: string | null; resources: Resources } | null;
}

export interface DemandAndCapacity {
  objectives: readonly Objective[];
  capacities: Capacity[];
  demands: Demand[];
}

export function demandAndCapacity(runs: readonly ArchivedRun[], objectives: readonly Objective[]): DemandAndCapacity {
  const judged = runs.map((run) => ({ run, levels: levelsOf(run, objectives), resources: resourcesOf(run) }));
  const capacities = judged.map(({ run, levels, resources }) => {
    const failed = levels.findIndex(({ carried }) => !carried);
    const level = levels[failed === -1 ? levels.length - 1 : failed - 1] ?? null;
    return {
      runId: run.runId,
      stack: run.stack,
      resources,
      level: level && { name: level.name, load: level.load },
      atLeast: failed === -1 && level !== null,
    };
  });
  const all = new Map(
    judged.flatMap(({ levels }) => levels.map(({ name, load }) => [`${load} ${name}`, { name, load }])),
  );
  const demands = [...all.values()]
    .sort((a, b) => a.load - b.load)
    .map(({ name, load }) => {
      const able = judged.flatMap(({ run, levels, resources }) => {
        const carried = levels.some((level) => level.load === load && level.name === name && level.carried);
        return carried && resources ? [{ runId: run.runId, stack: run.stack, resources }] : [];
      });
      able.sort((a, b) => a.resources.cpus - b.resources.cpus || a.resources.memoryMiB - b.resources.memoryMiB);
      return { level: name, load, run: able[0] ?? null };
    });
  return { objectives, capacities, demands };
}

/** By load. A level is carried where all its valid repeats met the objectives; what nobody knows is not met. */
function levelsOf(
  { cells }: ArchivedRun,
  objectives: readonly Objective[],
): { name: string; load: number; carried: boolean }[] {
  const measured = cells.flatMap(({ output }) => (output && output.result.status !== "invalid" ? [output] : []));
  const levels = Map.groupBy(measured, ({ level }) => level);
  return [...levels]
    .flatMap(([name, of]) => {
      const spec = of[0]!.result.spec;
      const load = spec["model"] === "open" ? spec["ratePerS"] : spec["users"];
      const carried = of.every(({ result }) => meets(result, objectives) === true);
      return typeof load === "number" ? [{ name, load, carried }] : [];
    })
    .sort((a, b) => a.load - b.load);
}

function resourcesOf({ outputs }: ArchivedRun): Resources | null {
  const nodes = outputs?.nodes ?? [];
  if (nodes.length === 0) return null;
  const sum = (of: (node: (typeof nodes)[number]) => number) => nodes.reduce((total, node) => total + of(node), 0);
  return { cpus: sum(({ cpus }) => cpus), memoryMiB: sum(({ memoryMiB }) => memoryMiB), nodes: nodes.length };
}
