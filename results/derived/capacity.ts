/**
 * Capacity and demand over a set of runs. Capacity: the maximum load that a run sustains within objectives. Demand: the
 * fewest machines that sustain a load.
 */
import { readQuantity } from "../../base/quantity.ts";
import type { ArchivedRun } from "../archive/index.ts";
import { LOAD_METRICS } from "../compare/metrics.ts";
import { costOf, type Sum } from "../cost.ts";
import { ResultsError } from "../errors.ts";
import type { CellOutput } from "../schema/outputs.ts";
import type { RecordedEndpoint } from "../schema/recorded.ts";
import type { Unit } from "../../base/format.ts";

export interface Resources {
  cpus: number;
  memoryMiB: number;
  nodes: number;
  /** Costs per hour; `null` if they are unknown. */
  hour: Sum | null;
}

export interface Capacity {
  runId: string;
  stack: string | null;
  /** `null` if the nodes were not recorded. */
  resources: Resources | null;
  /** The maximum load that met the objectives, below the first that did not; `null` if no load is known to meet them. */
  level: { name: string; load: number } | null;
  /** Why no load is known to meet them; `null` if one is. */
  reason: string | null;
  /** The next load is not known to fail, so the capacity may be higher. */
  atLeast: boolean;
}

export interface Demand {
  level: string;
  load: number;
  /** The run that sustained it with the fewest CPUs, then the least memory; `null` if there is none. */
  run: { runId: string; stack: string | null; resources: Resources } | null;
  /** Why there is none: no run sustained it, or those that did have not recorded their nodes; `null` if there is one. */
  reason: string | null;
}

export interface DemandAndCapacity {
  objectives: readonly Objective[];
  capacities: Capacity[];
  demands: Demand[];
}

export function demandAndCapacity(runs: readonly ArchivedRun[], objectives: readonly Objective[]): DemandAndCapacity {
  const judged = runs.map((run) => {
    const levels = levelsOf(outputsOf(run), objectives);
    const reason = reasonOf(outputsOf(run), levels);
    return { run, levels, resources: resourcesOf(run), ...highestMet(levels), reason };
  });
  const all = new Map(
    judged.flatMap(({ levels }) => levels.map(({ name, load }) => [`${load} ${name}`, { name, load }])),
  );
  const demands = [...all.values()]
    .sort((a, b) => a.load - b.load)
    .map(({ name, load }) => {
      const sustaining = judged.filter(({ levels, level }) => {
        const measured = levels.some((each) => each.load === load && each.name === name);
        return measured && level !== null && level.load >= load;
      });
      const able = sustaining.flatMap(({ run: { runId, stack }, resources }) =>
        resources ? [{ runId, stack, resources }] : [],
      );
      able.sort((a, b) => a.resources.cpus - b.resources.cpus || a.resources.memoryMiB - b.resources.memoryMiB);
      const why =
        sustaining.length === 0 ? "no run sustained it" : "unknown: no run that sustained it recorded its nodes";
      return { level: name, load, run: able[0] ?? null, reason: able.length > 0 ? null : why };
    });
  const capacities = judged.map(({ run: { runId, stack }, resources, level, reason, atLeast }) => {
    return { runId, stack, resources, level, reason: level ? null : reason, atLeast };
  });
  return { objectives, capacities, demands };
}

/** A load, and whether it met the objectives. */
export interface Level {
  name: string;
  load: number;
  /** `undefined`: a metric was not measured, such as a percentile of too few requests. */
  met: boolean | undefined;
}

/** The highest load that met the objectives below the first that did not. @param levels sorted by load */
export function highestMet(levels: readonly Level[]): Pick<Capacity, "level" | "atLeast"> {
  const failed = levels.findIndex(({ met }) => met === false);
  const below = failed === -1 ? levels : levels.slice(0, failed);
  const met = below.findLast(({ met }) => met === true);
  const undecided = failed === -1 || (below.length > 0 && below.at(-1)!.met === undefined);
  return { level: met ? { name: met.name, load: met.load } : null, atLeast: undecided && met !== undefined };
}

const outputsOf = ({ cells }: ArchivedRun): CellOutput[] => cells.flatMap(({ output }) => output ?? []);

/** The capacity over cells of several levels. */
export function capacityOf(
  cells: readonly CellOutput[],
  objectives: readonly Objective[],
): Pick<Capacity, "level" | "atLeast" | "reason"> {
  const levels = levelsOf(cells, objectives);
  const highest = highestMet(levels);
  return { ...highest, reason: highest.level ? null : reasonOf(cells, levels) };
}

/** Why no level is known to meet the objectives. */
function reasonOf(results: readonly CellOutput[], levels: readonly Level[]): string {
  if (results.length === 0) return "no cell has a result";
  if (results.every(({ result }) => result.status === "invalid")) return "all of its cells are invalid";
  if (levels.length === 0)
    return results.some(({ imported }) => imported) ? "the imported file records no load" : "no load was recorded";
  const [lowest] = levels;
  if (lowest!.met === false) return `${lowest!.load} (${lowest!.name}) already fails them`;
  return "no load is known to meet them, because a metric was not measured, such as a percentile of too few requests";
}

/** Sorted by load. A level meets the objectives if all its valid repeats do. */
function levelsOf(cells: readonly CellOutput[], objectives: readonly Objective[]): Level[] {
  const measured = cells.filter(({ result }) => result.status !== "invalid");
  const levels = Map.groupBy(measured, ({ level }) => level);
  return [...levels]
    .flatMap(([name, of]) => {
      const spec = of[0]!.result.spec;
      const load = spec["model"] === "open" ? spec["ratePerS"] : spec["users"];
      const each = of.map(({ result }) => meets(result.overall, objectives));
      const met = allMet(each);
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
  /** As the user wrote it. */
  text: string;
  metric: string;
  below: boolean;
  bound: number;
}

/** Parses a list such as `p95<200,failures<1`. @throws {ResultsError} RESULTS_BAD_OBJECTIVE with every invalid part and what is allowed */
export function parseObjectives(text: string): Objective[] {
  const ids = LOAD_METRICS.map(({ id }) => id);
  const bad: string[] = [];
  const objectives = text.split(",").flatMap((part): Objective[] => {
    const [, id = "", sign = "", limit = ""] = /^\s*([\w.]+)\s*([<>])(.*)$/.exec(part) ?? [];
    const metric = LOAD_METRICS.find((each) => each.id === id);
    const bound = metric && boundIn(metric.unit, limit);
    if (bound !== undefined) return [{ text: part.trim(), metric: id, below: sign === "<", bound }];
    bad.push(JSON.stringify(part.trim()));
    return [];
  });
  if (bad.length === 0) return objectives;
  const message = `${bad.join(", ")} is not valid: an objective is METRIC<NUMBER or METRIC>NUMBER, such as p95<200ms,failures<1%; metrics: ${ids.join(", ")}`;
  throw new ResultsError("RESULTS_BAD_OBJECTIVE", message);
}

/** Factors of the units that a limit may have; without one it is in the metric's own. */
const FACTORS: Partial<Record<Unit, Readonly<Record<string, number>>>> = {
  ms: { us: 0.001, µs: 0.001, s: 1000, m: 60_000 },
  "req/s": { "/s": 1 },
};

function boundIn(unit: Unit, limit: string): number | undefined {
  const quantity = readQuantity(limit);
  if (quantity === undefined) return undefined;
  const factor = quantity.unit === "" || quantity.unit === unit ? 1 : FACTORS[unit]?.[quantity.unit];
  if (factor === undefined || (unit === "%" && quantity.value > 100)) return undefined;
  return quantity.value * factor;
}

export interface Judged {
  /** In the metric's own unit; `null`: it was not measured. */
  value: number | null;
  unit: Unit;
  /** `undefined`: it was not measured. */
  met: boolean | undefined;
}

export function judge(overall: RecordedEndpoint, { metric, below, bound }: Objective): Judged {
  const measured = LOAD_METRICS.find(({ id }) => id === metric)!;
  const { value } = measured.of(overall);
  return { value, unit: measured.unit, met: value === null ? undefined : below ? value < bound : value > bound };
}

/** `undefined` if a metric was not measured and no other objective fails. */
export const meets = (overall: RecordedEndpoint, objectives: readonly Objective[]): boolean | undefined =>
  allMet(objectives.map((objective) => judge(overall, objective).met));

const allMet = (each: readonly (boolean | undefined)[]): boolean | undefined =>
  each.includes(false) ? false : each.includes(undefined) ? undefined : true;
