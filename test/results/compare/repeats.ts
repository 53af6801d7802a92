/** Builds sides from repeats with given medians, and reads changes and verdicts of their comparison. */
import { compare } from "../../../results/compare/index.ts";
import type { Comparison } from "../../../results/compare/index.ts";
import type { CellOutput, StackOutputs } from "../../../results/schema/outputs.ts";
import { DEFAULT_MARGINS } from "../../../results/schema/analysis-plan.ts";
import {
  aCell,
  aLatency,
  aMetrics,
  aResult,
  aUsage,
  aWanOutputs,
  anEndpoint,
  anEndpointWithTrips,
  anOutputs,
} from "../../helpers/builders.ts";

export interface Shape {
  stack: string;
  /** Median of each repeat. */
  p50: number[];
  /** Failed requests of each repeat, out of 1000. */
  failures?: number[];
  status?: "complete" | "partial" | "invalid";
  /** Start of each repeat, in minutes past the hour. */
  minutes?: number[];
  levels?: string[];
}

export function repeats({
  stack,
  p50,
  failures = [],
  status = "complete",
  minutes = [],
  levels = ["low"],
}: Shape): StackOutputs {
  const load = levels.flatMap((level) =>
    p50.map((median, index) => {
      const overall = anEndpoint({ latencyMs: aLatency(100, { p50: median }), failures: failures[index] ?? 0 });
      const minute = String(minutes[index] ?? index).padStart(2, "0");
      const result = aResult({ overall, status, startedAt: `2026-03-01T10:${minute}:00.000Z` });
      return aCell({ level, repeat: index + 1, result });
    }),
  );
  return anOutputs({ stack, load });
}

export const textOf = ({ headline }: Comparison): string => headline.text;

export const changeOf = ({ levels }: Comparison, level = 0, id = "p50") =>
  levels[level]?.metrics.find(({ metric }) => metric === id);
export const p50Of = (comparison: Comparison, level = 0) => changeOf(comparison, level)?.spread ?? null;
export const wordOf = (comparison: Comparison, level = 0, id = "p50") => changeOf(comparison, level, id)?.verdict;

/** Declares this metric of these levels as primaries. */
export function declaring(outputs: StackOutputs, levels: string[], metric = "p50"): StackOutputs {
  const primaries = levels.map((level) => ({ level, metric }));
  return { ...outputs, plan: { ...outputs.plan, comparison: { primaries, notPlanned: [], margins: DEFAULT_MARGINS } } };
}

export const BASE = [100, 101, 99, 100.5, 99.5];
export const scaled = (factor: number) => BASE.map((value) => value * factor);
export const apart = { minutes: [30, 31, 32, 33, 34] };
export const against = (b: Partial<Shape>, a: Partial<Shape> = {}) =>
  compare(repeats({ stack: "a", p50: BASE, ...a }), repeats({ stack: "b", p50: BASE, ...apart, ...b }));

/** A single run. */
export function one(stack: string, p50: number, over: { runId?: string; levels?: string[] } = {}): StackOutputs {
  const { runId = `run-${stack}`, levels } = over;
  const outputs = repeats({ stack, p50: [p50], levels });
  return { ...eachCell(outputs, (cell) => ({ ...cell, runId })), runId };
}

/** A cell whose requests take `trips` sequential round trips of 60 ms over a link; without any, of a stack without a link. */
export function overLink(stack: string, trips: number, avgMs: number): StackOutputs {
  const overall = { ...anEndpointWithTrips("*", avgMs, trips, 1000), latencyMs: aLatency(avgMs, { p50: avgMs }) };
  const load = [aCell({ result: aResult({ overall, endpoints: [] }) })];
  return trips === 0 ? anOutputs({ stack, load }) : aWanOutputs({ stack, runId: "run-a", load });
}

export const eachCell = (outputs: StackOutputs, change: (cell: CellOutput) => CellOutput): StackOutputs => ({
  ...outputs,
  load: outputs.load.map(change),
});

/** All cells are unsteady, with a median that drifts by this much. */
export const drifting = (outputs: StackOutputs, drift: number): StackOutputs =>
  eachCell(outputs, (cell) => {
    const plateau = { segment: "plateau", ratePerS: [50, 45], p50Ms: [100, 100 * (1 + drift)], holds: false };
    return { ...cell, result: { ...cell.result, steady: [plateau] } };
  });

/** Each cell's node uses this much of its CPU quota. */
export const usingCpu = (outputs: StackOutputs, pct: number): StackOutputs =>
  eachCell(outputs, (cell) => ({
    ...cell,
    metrics: aMetrics({ nodes: [aUsage({ cpuPct: { avg: pct, max: pct } })] }),
  }));

/** The same cells with parts whose medians jump between two modes. */
export function jumping(outputs: StackOutputs): StackOutputs {
  const p50Ms = Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? 200 : 50));
  return eachCell(outputs, (cell) => ({ ...cell, blocks: { lengthMs: 1000, p50Ms } }));
}
