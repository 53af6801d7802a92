/** What can pass or fail about a measured cell, as test cases: the measurement itself, and each threshold. */
import type { TestCase } from "../../base/junit.ts";
import { reasonsText } from "../../base/reasons.ts";
import type { CellResult, ThresholdResult } from "./cell.ts";
import { FIGURE_HEADS, failedPct, figuresOf, inItsUnit } from "./figures.ts";

type Checked = Pick<CellResult, "status" | "reasons" | "thresholds"> & {
  measuredMs: number | null;
  overall: Parameters<typeof figuresOf>[0] & Parameters<typeof failedPct>[0];
};

/** @param className what the cases belong to, such as the level */
export function checksOf(result: Checked, className: string): TestCase[] {
  const measured = measurementCase(result, className);
  const details = measured.outcome === "error" ? `The load is ${result.status}: ${measured.message}` : undefined;
  return [measured, ...(result.thresholds ?? []).map((each) => thresholdCase(each, result, { className, details }))];
}

/** A load that ended because too many requests failed has failed; any other that is not complete shows nothing. */
function measurementCase({ status, reasons, overall, measuredMs }: Checked, className: string): TestCase {
  const isFailed = reasons.some(({ code }) => code === "error-rate");
  const figures = figuresOf(overall, failedPct(overall)).map((figure, i) => `${FIGURE_HEADS[i]!} ${figure}`);
  return {
    ...{ name: "the load is complete and valid", className, durationMs: measuredMs },
    outcome: status === "complete" ? "passed" : isFailed ? "failed" : "error",
    message: status === "complete" ? figures.join(", ") : reasonsText(reasons.map(({ message }) => message)) || status,
  };
}

function thresholdCase(
  { threshold, holds, value }: ThresholdResult,
  { measuredMs }: Checked,
  { className, details }: Pick<TestCase, "className" | "details">,
): TestCase {
  const message =
    value === null ? `nothing was measured for ${threshold}` : `${threshold}: measured ${inItsUnit(threshold, value)}`;
  const outcome = holds ? "passed" : "failed";
  return { name: threshold, className, durationMs: measuredMs, outcome, message, details };
}
