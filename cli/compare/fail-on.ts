/** `--fail-on worse[:metric]`: the exit codes that a comparison leads to. */
import type { Comparison } from "../../results/compare/types.ts";
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

/** All codes that apply. A comparison with an invalid cell does not pass either. */
export function failures(comparison: Comparison, candidate: StackOutputs, { metric }: FailOn): ExitCode[] {
  const { verdicts, levels } = comparison;
  const cells = levels.flatMap(({ a, b }) => [...a, ...b]);
  const isWorse =
    metric === undefined
      ? verdicts.verdict === "worse"
      : verdicts.primaries.some((primary) => primary.metric === metric && primary.verdict === "worse");
  const isCrossed = candidate.load.some(({ result }) => result.thresholds?.some(({ holds }) => !holds));
  return [
    ...(cells.some(({ status }) => status === "invalid") ? [EXIT.invalid] : []),
    ...(isCrossed ? [EXIT.threshold] : []),
    ...(isWorse ? [EXIT.worse] : []),
  ];
}
