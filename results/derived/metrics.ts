/** The derived metrics of a run, one per level: what its outputs keep, and what comparisons set side by side. Pure. */
import type { ArchivedCell } from "../archive/index.ts";
import type { CellOutput, DerivedMetric, StackOutputs } from "../schema/outputs.ts";
import { capacityOf, highestMet, meets, parseObjectives, type Objective } from "./capacity.ts";
import { findKnee } from "./knee.ts";
import { levelPoints, plateausOf, steps, type LoadPoints, type Plateau } from "./load-points.ts";
import { recoveries, type Recovery } from "./recovery.ts";

/** The seconds of cells without a spike are not needed. */
export type DerivedCell = Pick<ArchivedCell, "cell" | "output" | "seconds">;

type Levels = StackOutputs["plan"]["levels"];

/** @param levels as planned, with their objectives */
export function derivedMetrics(cells: readonly DerivedCell[], levels: Levels): DerivedMetric[] {
  const usable = cells.flatMap(({ output, ...cell }) =>
    output && output.result.status !== "invalid" ? [{ ...cell, output }] : [],
  );
  const byLevel = [...Map.groupBy(usable, ({ output }) => output.level)];
  const whole = usable.map(({ output }) => output);
  return [
    ...byLevel.flatMap(([level, own]) => metricsOfLevel(level, own, objectivesOf(levels, level))),
    ...metricsOfRun(whole, levels),
  ];
}

const objectivesOf = (levels: Levels, name: string): Objective[] =>
  parsed(levels.find((level) => level.name === name)?.objectives);

const parsed = (objectives: readonly string[] = []): Objective[] =>
  objectives.length === 0 ? [] : parseObjectives(objectives.join(","));

type Usable = DerivedCell & { output: CellOutput };

function metricsOfLevel(level: string, cells: readonly Usable[], objectives: readonly Objective[]): DerivedMetric[] {
  const stepped = cells.flatMap(({ output }) => steps(output) ?? []);
  const unit = stepped[0]?.unit;
  const hasSteps = objectives.length > 0 && unit !== undefined;
  const isStress = cells.some(({ output }) => looksForLimit(output));
  const plateaus = cells.map(({ output }) => plateausOf(output));
  return [
    ...recoveryOf(
      level,
      cells.flatMap((cell) => recoveries(cell)),
    ),
    ...kneeOf(level, stepped),
    ...(isStress ? [limitOf(level, cells)] : hasSteps ? [stepsCapacity(level, unit, plateaus, objectives)] : []),
  ];
}

/** Of the levels together. */
function metricsOfRun(cells: readonly CellOutput[], levels: Levels): DerivedMetric[] {
  const knees = levelPoints(cells).flatMap((points) => kneeOf(null, [points]));
  const constant = levels.filter(({ shape, objectives }) => shape === undefined && objectives !== undefined);
  const [first] = constant;
  // Levels with objectives of their own do not add up to one capacity.
  const isOne = constant.every(({ objectives }) => String(objectives) === String(first!.objectives));
  if (!first || !isOne || constant.length < 2) return knees;
  const own = cells.filter(({ level }) => constant.some(({ name }) => name === level));
  const { level, atLeast, reason } = capacityOf(own, parsed(first.objectives));
  const unit = own[0]?.result.spec["model"] === "open" ? "arrivals/s" : "users";
  const words = first.objectives!.join(", ");
  return [
    ...knees,
    metric({ metric: "capacity", level: null, unit }, level ? [level.load] : [], {
      isAtLeast: atLeast,
      how: level ? `the highest level within ${words}: ${level.name}` : `unknown: ${reason}`,
    }),
  ];
}

function recoveryOf(level: string, all: readonly Recovery[]): DerivedMetric[] {
  if (all.length === 0) return [];
  const values = all.flatMap(({ afterMs }) => afterMs ?? []);
  const failed = all.filter(({ outcome }) => outcome === "not recovered");
  const watchedS = Math.max(0, ...failed.map(({ watchedMs }) => watchedMs)) / 1000;
  const unknown = all.find(({ outcome }) => outcome === "unknown");
  // A time to recover of the spikes that did recover would hide the others.
  const how =
    failed.length > 0
      ? `not recovered after ${failed.length} of ${all.length} spikes, within the ${watchedS} s watched`
      : unknown
        ? `unknown: ${unknown.reason ?? "it was not measured"}`
        : "from the end of the spike until p95 and failures are back in the band around their values before it";
  const isKnown = failed.length === 0 && !unknown;
  return [metric({ metric: "recovery", level, unit: "ms" }, isKnown ? values : [], { how })];
}

function kneeOf(level: string | null, sets: readonly LoadPoints[]): DerivedMetric[] {
  const [first] = sets;
  if (!first) return [];
  const knees = sets.map(({ points }) => findKnee(points));
  const found = knees.flatMap((knee) => (knee.found ? [knee] : []));
  const none = knees.find((knee) => !knee.found);
  const at = { metric: "knee", level, unit: first.unit } as const;
  if (found.length === 0) {
    // Three levels are a usual load, and no attempt to find a knee.
    if (level === null && new Set(first.points.map(({ load }) => load)).size < 5) return [];
    return [metric(at, [], { how: none && !none.found ? none.reason : "it was not measured" })];
  }
  const [{ low, high, method }] = found as [(typeof found)[number]];
  const range = `${Math.round(low)} to ${Math.round(high)}`;
  return [
    metric(
      at,
      found.map(({ load }) => load),
      { how: found.length === 1 ? `${method}, 95 % interval ${range}` : method },
    ),
  ];
}

const looksForLimit = ({ result: { spec } }: CellOutput): boolean => spec["findLimit"] === true;

/** Where a stress level ended. */
function limitOf(level: string, cells: readonly Usable[]): DerivedMetric {
  const looked = cells.filter(({ output }) => looksForLimit(output));
  const unit = looked[0]!.output.result.spec["model"] === "open" ? "arrivals/s" : "users";
  const at = { metric: "capacity", level, unit } as const;
  const found = looked.flatMap(({ output }) => output.result.limit ?? []);
  const peaks = looked.flatMap(({ output: { result } }) => {
    const peak = unit === "users" ? result.spec["users"] : result.spec["ratePerS"];
    return !result.limit && result.status === "complete" && typeof peak === "number" ? [peak] : [];
  });
  const values = [...found.map(({ sustained }) => sustained), ...peaks];
  const [first] = found;
  if (values.length === 0) return metric(at, [], { how: "the load was stopped before a condition ended it" });
  const how = first
    ? `${first.condition} ended the load at ${first.load} ${unit}; the window before it was fine`
    : "no condition ended the load";
  return metric(at, values, { isAtLeast: peaks.length > 0, how });
}

function stepsCapacity(
  level: string,
  unit: LoadPoints["unit"],
  cells: readonly (readonly Plateau[])[],
  objectives: readonly Objective[],
): DerivedMetric {
  const words = objectives.map(({ text }) => text).join(", ");
  const each = cells.map((plateaus) => {
    const loads = plateaus.map(({ load, overall }) => ({ name: String(load), load, met: meets(overall, objectives) }));
    return highestMet(loads.toSorted((a, b) => a.load - b.load));
  });
  const values = each.flatMap(({ level: met }) => (met ? [met.load] : []));
  const how = values.length === 0 ? `no plateau is known to be within ${words}` : `the highest plateau within ${words}`;
  return metric({ metric: "capacity", level, unit }, values, { isAtLeast: each.some(({ atLeast }) => atLeast), how });
}

function metric(
  at: Pick<DerivedMetric, "metric" | "level" | "unit">,
  values: readonly number[],
  { isAtLeast = false, how }: { isAtLeast?: boolean; how: string },
): DerivedMetric {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const value =
    sorted.length === 0
      ? null
      : sorted.length % 2 === 1
        ? sorted[Math.floor(middle)]!
        : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { ...at, value, values: [...values], isAtLeast: isAtLeast && value !== null ? true : undefined, how };
}
