/** Compares two runs, level by level and metric by metric. Pure: from outputs to plain JSON. */
import { costOf } from "../cost.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { movedApart } from "./apart.ts";
import { levelCellLength } from "./cell-length.ts";
import { changeOf } from "./change.ts";
import { derivedChanges } from "./derived-changes.ts";
import { coverage, haveSeveralDeployments } from "./evidence.ts";
import { earlierCells } from "./earlier-runs.ts";
import { heldMedian } from "./held-median.ts";
import { headlineOf } from "./headline.ts";
import { evidenceOf, faultOf, medianDrift, validityOf, type Evidence } from "./evidence.ts";
import { checkComparable } from "./comparability.ts";
import { infrastructureChanges } from "./infrastructure.ts";
import { commonLoadText } from "./load-text.ts";
import { LOAD_METRICS, OVERALL_METRICS, RESOURCE_METRICS } from "./metrics.ts";
import { areSameCells, notesOn, warningsOn } from "./notes.ts";
import { roundTrips } from "./round-trips.ts";
import { settingsOf, type AnalysisOptions, type Settings } from "./settings.ts";
import { assignVerdicts } from "./verdicts.ts";
import { unfitLines } from "./unfit.ts";
import { rateBoundOf } from "./untested.ts";
import type { CellSummary, Comparison, LevelComparison, Side } from "./types.ts";

export interface CompareOptions extends AnalysisOptions {
  /** Compares runs of different provenance, vantage, specification or scenario too; the warnings list the differences. Default `false`. */
  anyway?: boolean;
  /** Names of the two sides. Default: their stacks, with run ids if the stacks are equal. */
  labels?: readonly [string, string];
  /**
   * Runs in the archive. Those of the same stacks with the same settings show how much runs vary, where a side has one.
   * Default: none.
   */
  archive?: readonly StackOutputs[];
}

/**
 * Compares the candidate `b` with the baseline `a`.
 * @throws {ResultsError} RESULTS_NOT_COMPARABLE with every reason, and whether `anyway` would help;
 * RESULTS_BAD_METRIC for a primary that cannot get a verdict
 */
export function compare(a: StackOutputs, b: StackOutputs, options: CompareOptions = {}): Comparison {
  const overridden = checkComparable(a, b, options.anyway ?? false);
  const settings = settingsOf(a, b, options);
  const levels = [...new Set([...a.load, ...b.load].map(({ level }) => level))];
  const labels = options.labels ?? labelsOf(a, b);
  const compared = assignVerdicts(
    levels.map((level) => compareLevel(level, a, b, settings, options.archive ?? [])),
    { settings, cells: [...a.load, ...b.load], coverage: coverage(a.load, b.load), labels },
  );
  const [labelA, labelB] = labels;
  const comparison: Omit<Comparison, "headline"> = {
    kind: "stackmark-comparison",
    schemaVersion: 0,
    a: side(labelA, a),
    b: side(labelB, b),
    levels: compared.levels,
    derived: derivedChanges(a, b),
    infrastructure: infrastructureChanges(a, b),
    costs: { a: costOf(a), b: costOf(b) },
    verdicts: compared.verdicts,
    warnings: [
      ...overridden,
      ...warningsOn(a, b),
      ...compared.warnings,
      ...validityWarnings(compared.levels, labelA, labelB),
    ],
    notes: [...settings.notes, ...notesOn(a, b)],
  };
  const { kind, schemaVersion, ...parts } = comparison;
  const headline = headlineOf(comparison, {
    replicates: haveSeveralDeployments(a.load, b.load) ? "deployments" : "repeats",
    moved: movedApart(a.placement, b.placement),
    isSameRun: areSameCells(a, b),
  });
  return { kind, schemaVersion, headline, ...parts };
}

/** Compares each of `others` with the baseline, in their order. */
export function compareAll(
  baseline: StackOutputs,
  others: readonly StackOutputs[],
  options: Omit<CompareOptions, "labels"> = {},
): Comparison[] {
  return others.map((other) => compare(baseline, other, options));
}

function compareLevel(
  level: string,
  a: StackOutputs,
  b: StackOutputs,
  settings: Settings,
  archive: readonly StackOutputs[],
): LevelComparison {
  const ofLevel = ({ load }: StackOutputs) => load.filter((cell) => cell.level === level);
  const [cellsA, cellsB] = [ofLevel(a), ofLevel(b)];
  const endpoints = new Set([...cellsA, ...cellsB].flatMap(({ result }) => result.endpoints.map(({ name }) => name)));
  const earlier = earlierCells(level, a, b, archive);
  const historyOf = <Source>(of: (cells: CellOutput[]) => Evidence<Source>[]) => ({
    a: of(earlier.a),
    b: of(earlier.b),
    isShared: earlier.isShared,
  });
  const [wholeA, wholeB, wholeHistory] = [whole(cellsA), whole(cellsB), historyOf(whole)];
  const metrics = [...OVERALL_METRICS, ...RESOURCE_METRICS].map((metric) =>
    changeOf(metric, wholeA, wholeB, settings, wholeHistory),
  );
  return {
    level,
    load: commonLoadText([...cellsA, ...cellsB].map(({ result }) => result.spec)),
    a: cellsA.map(summary),
    b: cellsB.map(summary),
    metrics,
    endpoints: [...endpoints].map((name) => {
      const [own, other] = [endpoint(name, cellsA), endpoint(name, cellsB)];
      const history = historyOf((cells) => endpoint(name, cells));
      return { name, metrics: LOAD_METRICS.map((metric) => changeOf(metric, own, other, settings, history)) };
    }),
    roundTrips: roundTrips({ outputs: a, cells: cellsA }, { outputs: b, cells: cellsB }),
    cellLength: levelCellLength(cellsA, cellsB, metrics, settings.margins),
    heldMedian: heldMedian(cellsA, cellsB, settings, wholeHistory),
    rateBound: rateBoundOf([...cellsA, ...cellsB]),
  };
}

type Stats = CellOutput["result"]["overall"];

const whole = (cells: CellOutput[]): Evidence<CellOutput>[] => cells.map((cell) => evidenceOf(cell, cell));
const endpoint = (name: string, cells: CellOutput[]): Evidence<Stats>[] =>
  cells.flatMap((cell) => {
    const stats = cell.result.endpoints.find((candidate) => candidate.name === name);
    return stats ? [evidenceOf(cell, stats, stats)] : [];
  });

function summary(output: CellOutput): CellSummary {
  const { cell, repeat, provenance, result } = output;
  return {
    cell,
    repeat,
    ...validityOf(output),
    fault: faultOf(output),
    medianDrift: medianDrift(output),
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

function validityWarnings(levels: readonly LevelComparison[], labelA: string, labelB: string): string[] {
  return levels.flatMap(({ a, b, level }) => [
    ...unfitLines(labelA, a),
    ...unfitLines(labelB, b),
    ...(a.length === 0 || b.length === 0 ? [`level ${level} was measured on one side only`] : []),
  ]);
}
