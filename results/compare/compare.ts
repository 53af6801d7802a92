/** The comparison of two runs, level by level and metric by metric. Pure: outputs in, plain JSON out. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { changeOf, repeatedChangeOf } from "./change.ts";
import type { Evidence } from "./change.ts";
import { guard } from "./guards.ts";
import type { CompareOptions } from "./guards.ts";
import { infrastructureChanges } from "./infrastructure.ts";
import { LOAD_METRICS, RESOURCE_METRICS } from "./metrics.ts";
import { coverage } from "./deployments.ts";
import { roundTrips } from "./round-trips.ts";
import { giveVerdicts } from "./verdicts.ts";
import type { CellSummary, Comparison, LevelComparison, Side } from "./types.ts";

/**
 * Compares `b` with `a`, its baseline.
 * @throws {ResultsError} RESULTS_NOT_COMPARABLE with every reason, and whether `anyway` would help
 */
export function compare(a: StackOutputs, b: StackOutputs, options: CompareOptions = {}): Comparison {
  const notes = guard(a, b, options);
  const levels = [...new Set([...a.load, ...b.load].map(({ level }) => level))];
  const compared = giveVerdicts(
    levels.map((level) => compareLevel(level, a, b)),
    coverage(a.load, b.load),
  );
  const [labelA, labelB] = options.labels ?? labelsOf(a, b);
  return {
    kind: "stackmark-comparison",
    schemaVersion: 0,
    a: side(labelA, a),
    b: side(labelB, b),
    levels: compared.levels,
    infrastructure: infrastructureChanges(a, b),
    verdicts: compared.verdicts,
    notes: [...notes, ...compared.notes, ...validityNotes(compared.levels)],
  };
}

/** Each of `others` against the one baseline, in their order. */
export function compareAll(
  baseline: StackOutputs,
  others: readonly StackOutputs[],
  options: Omit<CompareOptions, "labels"> = {},
): Comparison[] {
  return others.map((other) => compare(baseline, other, options));
}

function compareLevel(level: string, a: StackOutputs, b: StackOutputs): LevelComparison {
  const ofLevel = ({ load }: StackOutputs) => load.filter((cell) => cell.level === level);
  const [cellsA, cellsB] = [ofLevel(a), ofLevel(b)];
  const endpoints = new Set([...cellsA, ...cellsB].flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  return {
    level,
    a: cellsA.map(summary),
    b: cellsB.map(summary),
    metrics: [
      ...LOAD_METRICS.map((metric) => repeatedChangeOf(metric, overall(cellsA), overall(cellsB))),
      ...RESOURCE_METRICS.map((metric) => repeatedChangeOf(metric, whole(cellsA), whole(cellsB))),
    ],
    endpoints: [...endpoints].map((name) => ({
      name,
      metrics: LOAD_METRICS.map((metric) => changeOf(metric, endpoint(name, cellsA), endpoint(name, cellsB))),
    })),
    roundTrips: roundTrips({ outputs: a, cells: cellsA }, { outputs: b, cells: cellsB }),
  };
}

type Stats = CellOutput["result"]["overall"];

function evidence<Source>(cell: CellOutput, source: Source): Evidence<Source> {
  return { source, status: cell.result.status, startedAt: cell.result.startedAt, deployment: cell.deployment };
}
const whole = (cells: CellOutput[]): Evidence<CellOutput>[] => cells.map((cell) => evidence(cell, cell));
const overall = (cells: CellOutput[]): Evidence<Stats>[] => cells.map((cell) => evidence(cell, cell.result.overall));
const endpoint = (name: string, cells: CellOutput[]): Evidence<Stats>[] =>
  cells.flatMap((cell) => {
    const stats = cell.result.endpoints.find((candidate) => candidate.name === name);
    return stats ? [evidence(cell, stats)] : [];
  });

function summary({ cell, repeat, provenance, result }: CellOutput): CellSummary {
  return {
    cell,
    repeat,
    status: result.status,
    reasons: result.reasons.map(({ message }) => message),
    provenance,
    vantage: result.vantage.where,
    rttMeanMs: result.vantage.rttMs?.mean ?? null,
  };
}

function side(label: string, { stack, runId, provenance, topologyDigest }: StackOutputs): Side {
  return { label, stack, runId, provenance, topologyDigest };
}

function labelsOf(a: StackOutputs, b: StackOutputs): [string, string] {
  return a.stack === b.stack ? [`${a.stack} ${a.runId}`, `${b.stack} ${b.runId}`] : [a.stack, b.stack];
}

function validityNotes(levels: readonly LevelComparison[]): string[] {
  return levels.flatMap(({ a, b, level }) => [
    ...[...a, ...b]
      .filter(({ status }) => status !== "complete")
      .map(({ cell, status, reasons }) => `${cell} is ${status}: ${reasons.join("; ") || "no reason was given"}`),
    ...(a.length === 0 || b.length === 0 ? [`level ${level} was measured on one side only`] : []),
  ]);
}
