/** Verdicts and thresholds as JUnit suites: a case for each that can pass or fail. */
import { checksOf } from "@stackmark/loadgen/schema";
import type { TestCase, TestSuite } from "../../base/junit.ts";
import { quantity } from "../../base/format.ts";
import { repeatsToTell } from "../compare/effect.ts";
import { gateOf, gatePrimaries } from "../compare/gate.ts";
import { GUARD } from "../compare/guard.ts";
import { measuredAt } from "../compare/time-order.ts";
import type { Comparison, LevelComparison, MetricChange, PrimaryVerdict } from "../compare/types.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { sizeAndRange } from "./format.ts";

export interface GateOptions {
  /** The metric of `--fail-on worse:METRIC`; `undefined` for `--fail-on worse`. */
  metric: string | undefined;
}

/**
 * A suite for a comparison: each primary and each guard, the thresholds of the candidate, whether all cells are valid, and
 * the gate. A case fails where the command would exit with a code, and is skipped where nothing is shown either way.
 * @param gate of `--fail-on`, if there is one
 */
export function comparisonSuite(
  comparison: Comparison,
  { a, b }: { a: StackOutputs; b: StackOutputs },
  gate?: GateOptions,
): TestSuite {
  const durations = new Map(
    comparison.levels.map(({ level }) => [
      level,
      durationOf([...a.load, ...b.load].filter((cell) => cell.level === level)),
    ]),
  );
  const of = (level: string) => ({ className: level, durationMs: durations.get(level) ?? null });
  const { guards } = comparison.verdicts;
  // With a gate on one metric, nothing else decides.
  const deciding = gate?.metric === undefined || gate.metric === GUARD ? guards : [];
  return {
    name: `${comparison.a.label} against ${comparison.b.label}`,
    startedAt: measuredAt({ load: [...a.load, ...b.load] }),
    cases: [
      ...(gate ? [gateCase(comparison, gate)] : []),
      ...gatePrimaries(comparison, gate?.metric).map((primary) => ({
        ...primaryCase(comparison, primary),
        ...of(primary.level),
      })),
      ...deciding.map((guard) => ({ ...guardCase(comparison, guard), ...of(guard.level) })),
      ...[a, b].flatMap((side) => invalidCases(side)),
      ...b.load.flatMap((cell) => cellCases(b, cell).filter((_, i) => i > 0)),
    ],
  };
}

/** A suite for a run: whether each cell is complete and valid, and its thresholds. */
export const runSuite = (outputs: StackOutputs): TestSuite => ({
  name: `${outputs.stack} (run ${outputs.runId})`,
  startedAt: measuredAt(outputs),
  cases: outputs.load.flatMap((cell) => cellCases(outputs, cell)),
});

const cellCases = ({ stack }: StackOutputs, { cell, result }: CellOutput): TestCase[] =>
  checksOf(result, `${stack}.${cell}`);

const invalidCases = (side: StackOutputs): TestCase[] =>
  side.load.filter(({ result }) => result.status === "invalid").flatMap((cell) => cellCases(side, cell).slice(0, 1));

/** `null` unless the duration of every cell is known. */
function durationOf(cells: readonly CellOutput[]): number | null {
  const all = cells.map(({ result }) => result.measuredMs);
  return all.includes(null) ? null : (all as number[]).reduce((sum, ms) => sum + ms, 0);
}

type Answer = Pick<TestCase, "outcome" | "message">;

function gateCase(comparison: Comparison, { metric }: GateOptions): TestCase {
  const gate = gateOf(comparison, metric);
  const name = `--fail-on worse${metric === undefined ? "" : `:${metric}`}`;
  const found = metric === undefined ? comparison.headline.text : foundOf(comparison, metric);
  const answers: Record<typeof gate.result, Answer> = {
    worse: { outcome: "failed", message: found },
    "not worse": { outcome: "passed", message: found },
    inconclusive: { outcome: "skipped", message: `worse is neither shown nor ruled out. ${found}` },
    "no evidence": {
      outcome: "error",
      message: "reason" in gate ? `nothing could be tested: ${gate.reason}` : found,
    },
    "cannot decide": {
      outcome: "error",
      message: "reason" in gate ? `it can decide nothing: ${gate.reason}` : found,
    },
  };
  return { name, className: "gate", durationMs: null, ...answers[gate.result], details: comparison.verdicts.why };
}

/** `low: 40.7 ms to 50.7 ms, ...; high: ...`: one metric at each level that has evidence. */
const foundOf = ({ levels }: Comparison, metric: string): string =>
  levels
    .flatMap(({ level }) => {
      const change = changeOf(levels, level, metric);
      return change?.spread ? [`${level}: ${changeText(change)}`] : [];
    })
    .join("; ");

type Unplaced = Omit<TestCase, "className" | "durationMs">;

function primaryCase({ levels }: Comparison, { level, metric, verdict, untested }: PrimaryVerdict): Unplaced {
  const change = changeOf(levels, level, metric);
  const name = change?.label ?? metric;
  if (untested || change === undefined)
    return { name, outcome: "skipped", message: `not tested: ${untested?.reason ?? "it was not measured"}` };
  const text = changeText(change);
  if (verdict !== "inconclusive") return { name, outcome: verdict === "worse" ? "failed" : "passed", message: text };
  const repeats = change.spread ? repeatsToTell(change.spread) : null;
  const need = repeats === null ? "more repeats" : `${repeats} repeats a side`;
  return { name, outcome: "skipped", message: `inconclusive, ${need} would tell: ${text}` };
}

function guardCase({ levels }: Comparison, { level, verdict }: Comparison["verdicts"]["guards"][number]): Unplaced {
  const name = "failures must not rise";
  const change = changeOf(levels, level, GUARD);
  if (change?.spread == null)
    return { name, outcome: "skipped", message: "not tested: a side has no complete and steady cell" };
  const text = changeText(change);
  if (verdict === "undecided") return { name, outcome: "skipped", message: `undecided: ${text}` };
  return { name, outcome: verdict === "worse" ? "failed" : "passed", message: text };
}

const changeOf = (levels: readonly LevelComparison[], level: string, metric: string): MetricChange | undefined =>
  levels.find((each) => each.level === level)?.metrics.find((each) => each.metric === metric);

/** `40.7 ms to 50.7 ms, +24.5 % (+24.3 to +24.8 %), worse`. */
function changeText(change: MetricChange): string {
  const { a, b, unit, verdict } = change;
  return [
    `${quantity(a.value, unit)} to ${quantity(b.value, unit)}`,
    sizeAndRange(change),
    ...(verdict === null ? [] : [verdict]),
  ].join(", ");
}
