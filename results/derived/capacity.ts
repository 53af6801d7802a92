/**
 * Over a set of runs: capacity, the greatest load that a deployment carries within its objectives; and demand, the least
 * deployment that carries a load.
 */
import type { ArchivedRun } from "../archive/index.ts";
import { LOAD_METRICS } from "../compare/metrics.ts";
import { costOf, type Sum } from "../cost.ts";
import { ResultsError } from "../errors.ts";
import type { RecordedResult } from "../schema/recorded.ts";

export interface Resources {
  cpus: number;
  memoryMiB: number;
  nodes: number;
  /** `null` where its machines have no price. */
  hour: Sum | null;
}

export interface Capacity {
  runId: string;
  stack: string | null;
  /** `null` where the nodes were not recorded. */
  resources: Resources | null;
  /** The greatest load that met the objectives, below the first that did not; `null`: none is known to have. */
  level: { name: string; load: number } | null;
  /** No greater load is known to have failed next: the capacity may be higher. */
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
  const judged = runs.map((run) => {
    const levels = levelsOf(run, objectives);
    return { run, levels, resources: resourcesOf(run), ...capacityOf(levels) };
  });
  const all = new Map(
    judged.flatMap(({ levels }) => levels.map(({ name, load }) => [`${load} ${name}`, { name, load }])),
  );
  const demands = [...all.values()]
    .sort((a, b) => a.load - b.load)
    .map(({ name, load }) => {
      const able = judged.flatMap(({ run, levels, level, resources }) => {
        const measured = levels.some((each) => each.load === load && each.name === name);
        const carried = measured && level !== null && level.load >= load;
        return carried && resources ? [{ runId: run.runId, stack: run.stack, resources }] : [];
      });
      able.sort((a, b) => a.resources.cpus - b.resources.cpus || a.resources.memoryMiB - b.resources.memoryMiB);
      return { level: name, load, run: able[0] ?? null };
    });
  const capacities = judged.map(({ run: { runId, stack }, resources, level, atLeast }) => {
    return { runId, stack, resources, level, atLeast };
  });
  return { objectives, capacities, demands };
}

interface Level {
  name: string;
  load: number;
  /** `null`: a metric was not measured, such as a percentile of too few requests. */
  met: boolean | null;
}

/** The greatest load that met the objectives, below the first that did not. */
function capacityOf(levels: readonly Level[]): Pick<Capacity, "level" | "atLeast"> {
  const failed = levels.findIndex(({ met }) => met === false);
  const below = failed === -1 ? levels : levels.slice(0, failed);
  const met = below.findLast(({ met }) => met === true);
  const undecided = failed === -1 || below.at(-1)?.met === null;
  return { level: met ? { name: met.name, load: met.load } : null, atLeast: undecided && met !== undefined };
}

/** By load. A level met the objectives where all its valid repeats did. */
function levelsOf({ cells }: ArchivedRun, objectives: readonly Objective[]): Level[] {
  const measured = cells.flatMap(({ output }) => (output && output.result.status !== "invalid" ? [output] : []));
  const levels = Map.groupBy(measured, ({ level }) => level);
  return [...levels]
    .flatMap(([name, of]) => {
      const spec = of[0]!.result.spec;
      const load = spec["model"] === "open" ? spec["ratePerS"] : spec["users"];
      const each = of.map(({ result }) => meets(result, objectives));
      const met = each.includes(false) ? false : each.includes(null) ? null : true;
      return typeof load === "number" ? [{ name, load, met }] : [];
    })
    .sort((a, b) => a.load - b.load);
}

function resourcesOf({ outputs }: ArchivedRun): Resources | null {
  const nodes = outputs?.nodes ?? [];
  if (nodes.length === 0) return null;
  const sum = (of: (node: (typeof nodes)[number]) => number) => nodes.reduce((total, node) => total + of(node), 0);
  const cost = costOf(outputs!);
  return {
    cpus: sum(({ cpus }) => cpus),
    memoryMiB: sum(({ memoryMiB }) => memoryMiB),
    nodes: nodes.length,
    hour: "hour" in cost ? cost.hour : null,
  };
}

export interface Objective {
  /** As it was written. */
  text: string;
  metric: string;
  below: boolean;
  bound: number;
}

/** @throws {ResultsError} RESULTS_BAD_OBJECTIVE naming every part that is none, and what is allowed */
export function parseObjectives(text: string): Objective[] {
  const ids = LOAD_METRICS.map(({ id }) => id);
  const bad: string[] = [];
  const objectives = text.split(",").flatMap((part): Objective[] => {
    const match = /^\s*([\w.]+)\s*([<>])\s*(\d+(?:\.\d+)?)\s*$/.exec(part);
    if (!match || !ids.includes(match[1]!)) {
      bad.push(JSON.stringify(part.trim()));
      return [];
    }
    return [{ text: part.trim(), metric: match[1]!, below: match[2] === "<", bound: Number(match[3]) }];
  });
  if (bad.length === 0) return objectives;
  const message = `${bad.join(", ")} is not valid: an objective is METRIC<NUMBER or METRIC>NUMBER, such as p95<200,failures<1; metrics: ${ids.join(", ")}`;
  throw new ResultsError("RESULTS_BAD_OBJECTIVE", message);
}

/** `null` where a metric was not measured: then nobody knows. */
export function meets(result: RecordedResult, objectives: readonly Objective[]): boolean | null {
  const each = objectives.map(({ metric, below, bound }) => {
    const { value } = LOAD_METRICS.find(({ id }) => id === metric)!.of(result.overall);
    return value === null ? null : below ? value < bound : value > bound;
  });
  return each.includes(false) ? false : each.includes(null) ? null : true;
}
