/** The comparison of two runs, level by level and metric by metric. Pure: outputs in, plain JSON out. */
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { changeOf } from "./change.ts";
import type { Evidence } from "./change.ts";
import { guard } from "./guards.ts";
import type { CompareOptions } from "./guards.ts";
import { infrastructureChanges } from "./infrastructure.ts";
import { LOAD_METRICS, RESOURCE_METRICS } from "./metrics.ts";
import { roundTrips } from "./round-trips.ts";
import type { CellSummary, Comparison, LevelComparison, Side } from "./types.ts";

/**
 * Compares `b` with `a`, its baseline.
 * @throws {ResultsError} RESULTS_NOT_COMPARABLE with every reason, and whether `anyway` would help
 */
export function compare(a: StackOutputs, b: StackOutputs, options: CompareOptions = {}): Comparison {
  const notes = guard(a, b, options);
  const levels = [...new Set([...a.load, ...b.load].map(({ level }) => level))];
  const compared = levels.map((level) => compareLevel(level, a, b));
  const [labelA, labelB] = options.labels ?? labelsOf(a, b);
  return {
    kind: "stackmark-comparison",
    schemaVersion: 0,
    a: side(labelA, a),
    b: side(labelB, b),
    levels: compared,
    infrastructure: infrastructureChanges(a, b),
    verdicts: { given: false, why: whyNoVerdicts(compared) },
    notes: [...notes, ...validityNotes(compared)],
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
      ...LOAD_METRICS.map((metric) => changeOf(metric, overall(cellsA), overall(cellsB))),
      ...RESOURCE_METRICS.map((metric) => changeOf(metric, whole(cellsA), whole(cellsB))),
    ],
    endpoints: [...endpoints].map((name) => ({
      name,
      metrics: LOAD_METRICS.map((metric) => changeOf(metric, endpoint(name, cellsA), endpoint(name, cellsB))),
    })),
    roundTrips: roundTrips({ outputs: a, cells: cellsA }, { outputs: b, cells: cellsB }),
  };
}

const isValid = ({ result }: CellOutput): boolean => result.status !== "invalid";
const whole = (cells: CellOutput[]): Evidence<CellOutput>[] =>
  cells.map((cell) => ({ source: cell, valid: isValid(cell) }));
const overall = (cells: CellOutput[]): Evidence<CellOutput["result"]["overall"]>[] =>
  cells.map((cell) => ({ source: cell.result.overall, valid: isValid(cell) }));
const endpoint = (name: string, cells: CellOutput[]): Evidence<CellOutput["result"]["overall"]>[] =>
  cells.flatMap((cell) => {
    const source = cell.result.endpoints.find((stats) => stats.name === name);
    return source ? [{ source, valid: isValid(cell) }] : [];
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

function whyNoVerdicts(levels: readonly LevelComparison[]): string {
  const fewest = Math.min(...levels.flatMap(({ a, b }) => [a.length, b.length]));
  const repeats = fewest <= 1 ? "one repeat a side" : `${fewest} repeats a side, without statistics over them`;
  return `These are changes, not verdicts: ${repeats} cannot tell a change from the noise between runs.`;
}

function validityNotes(levels: readonly LevelComparison[]): string[] {
  return levels.flatMap(({ a, b, level }) => [
    ...[...a, ...b]
      .filter(({ status }) => status !== "complete")
      .map(({ cell, status, reasons }) => `${cell} is ${status}: ${reasons.join("; ") || "no reason was given"}`),
    ...(a.length === 0 || b.length === 0 ? [`level ${level} was measured on one side only`] : []),
  ]);
}
