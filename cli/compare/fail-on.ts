/** `--fail-on worse[:metric]`: the exit codes that a comparison leads to. */
import { counted } from "../../base/counted.ts";
import { printableLine } from "../../base/printable.ts";
import { gateOf, type CellSummary, type Comparison } from "../../results/compare/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { CliError } from "../errors.ts";
import { EXIT, type ExitCode } from "../exit.ts";

export interface FailOn {
  /** If `undefined`, the verdict of the whole comparison counts. */
  metric?: string;
}

/** @throws {CliError} OPTION_INVALID */
export function parseFailOn(text: string): FailOn {
  const match = /^worse(?::([\w.-]+))?$/.exec(text);
  if (!match)
    throw new CliError(
      "OPTION_INVALID",
      `--fail-on ${text}: must be \`worse\`, or \`worse:METRIC\` with a metric such as p95`,
    );
  const [, metric] = match;
  return { metric };
}

const optionOf = ({ metric }: FailOn): string => `--fail-on worse${metric === undefined ? "" : `:${metric}`}`;

/** @throws {CliError} GATE_UNDECIDABLE for a gate that can decide nothing, whatever is measured */
export function refuse(failOn: FailOn, reason: string): never {
  throw new CliError("GATE_UNDECIDABLE", `${optionOf(failOn)} can decide nothing here: ${reason}.`);
}

/** @throws {CliError} GATE_UNDECIDABLE */
export function refuseUndecidable(comparison: Comparison, failOn: FailOn): void {
  const gate = gateOf(comparison, failOn.metric);
  if (gate.result === "cannot decide") refuse(failOn, gate.reason);
}

/** What a gate says that neither passes for sure nor exits with 4, in one line; empty otherwise. */
export function gateNote(comparison: Comparison, failOn: FailOn): string {
  const gate = gateOf(comparison, failOn.metric);
  if (gate.result === "no evidence")
    return printableLine(`${optionOf(failOn)}: failed, because nothing could be tested (${gate.reason})`);
  const cells = cellsOf(comparison);
  const invalid = cells.filter(isInvalid).length;
  if (invalid > 0) {
    const code = `exit code ${EXIT.invalid}${gate.result === "worse" ? ` instead of ${EXIT.worse}` : ""}`;
    const count = `${invalid} of ${counted(cells.length, "cell")} ${invalid === 1 ? "is" : "are"} invalid`;
    return `${optionOf(failOn)}: failed with ${code}, because ${count}`;
  }
  if (gate.result !== "inconclusive") return "";
  const repeats = gate.repeats === null ? "more repeats" : `${gate.repeats} repeats a side`;
  return `${optionOf(failOn)}: passed, but inconclusive: worse is neither shown nor ruled out; ${repeats} would tell`;
}

const cellsOf = ({ levels }: Comparison): CellSummary[] => levels.flatMap(({ a, b }) => [...a, ...b]);
const isInvalid = ({ status }: CellSummary): boolean => status === "invalid";

/** All codes that apply. A comparison with an invalid cell, or without evidence, does not pass either. */
export function failures(comparison: Comparison, candidate: StackOutputs, { metric }: FailOn): ExitCode[] {
  const { result } = gateOf(comparison, metric);
  const isCrossed = candidate.load.some(({ result }) => result.thresholds?.some(({ holds }) => !holds));
  return [
    ...(result === "no evidence" || cellsOf(comparison).some(isInvalid) ? [EXIT.invalid] : []),
    ...(isCrossed ? [EXIT.threshold] : []),
    ...(result === "worse" ? [EXIT.worse] : []),
  ];
}
