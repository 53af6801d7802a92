/** Throughput at each load of a run, to which knees and scaling laws are fitted. */
import type { ArchivedRun } from "../archive/index.ts";
import type { EndpointStats } from "@stackmark/loadgen/schema";
import type { CellOutput } from "../schema/outputs.ts";

export interface LoadPoint {
  /** Users of a closed model, arrivals per second of an open one. */
  load: number;
  ratePerS: number;
  p95Ms: number | null;
}

export interface LoadPoints {
  /** Unit of `load`. */
  unit: "users" | "arrivals/s";
  /** Source of the points, in words. */
  from: string;
  points: LoadPoint[];
}

/** One set of points for every cell that steps through several plateaus, and one for the levels of the run. */
export function loadPoints({ cells }: Pick<ArchivedRun, "cells">): LoadPoints[] {
  const measured = cells.flatMap(({ output }) => (output && output.result.status !== "invalid" ? [output] : []));
  return [...measured.flatMap((cell) => steps(cell) ?? []), ...levelPoints(measured)];
}

/** Points of the cells with a constant load, one set for each load model that has several loads. */
export function levelPoints(measured: readonly CellOutput[]): LoadPoints[] {
  const models = Map.groupBy(measured, ({ result }) => result.spec["model"]);
  return [...models].flatMap(([model, of]): LoadPoints[] => {
    const points = of.flatMap(levelPoint);
    if (new Set(points.map(({ load }) => load)).size < 2) return [];
    return [{ unit: unitOf(model), from: "the run's levels, one point per cell", points }];
  });
}

const unitOf = (model: unknown): LoadPoints["unit"] => (model === "open" ? "arrivals/s" : "users");

/** The point of a cell with a constant load. */
function levelPoint({ result }: CellOutput): LoadPoint[] {
  const { spec, overall } = result;
  const load = spec["model"] === "open" ? spec["ratePerS"] : spec["users"];
  if (typeof load !== "number" || Array.isArray(spec["stages"])) return [];
  return [{ load, ratePerS: overall.ratePerS, p95Ms: overall.latencyMs.p95 }];
}

/** One point per plateau; `null` unless there are plateaus of several loads. */
export function steps(cell: CellOutput): LoadPoints | null {
  const points = plateausOf(cell).map(({ load, overall }) => ({
    load,
    ratePerS: overall.ratePerS,
    p95Ms: overall.latencyMs.p95,
  }));
  const distinct = new Set(points.map(({ load }) => load)).size;
  return distinct < 2
    ? null
    : { unit: unitOf(cell.result.spec["model"]), from: `the plateaus of ${cell.cell}`, points };
}

export interface Plateau {
  /** The target of its stage. */
  load: number;
  overall: EndpointStats;
}

/** The plateaus of a load of stages. */
export function plateausOf({ result: { spec, segments, segmentStats } }: CellOutput): Plateau[] {
  const { stages } = spec;
  if (!Array.isArray(stages) || !segmentStats) return [];
  const key = spec["model"] === "open" ? "ratePerS" : "users";
  let endMs = 0;
  const targets = stages.map((stage) => {
    const { overMs, [key]: load } = stage as Record<string, unknown>;
    endMs += Number(overMs);
    return { endMs, load: Number(load) };
  });
  return segments.flatMap((segment, index): Plateau[] => {
    const overall = segmentStats[index]?.overall;
    if (segment.kind !== "plateau" || !overall || segment.endMs <= segment.startMs) return [];
    const target = targets.find(({ endMs }) => endMs > (segment.startMs + segment.endMs) / 2);
    return target ? [{ load: target.load, overall }] : [];
  });
}
