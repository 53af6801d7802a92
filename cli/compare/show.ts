/** Prints comparisons, and finds the exit codes that follow from them. */
import { compareAll, type Comparison } from "../../results/compare/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import type { ExitCode } from "../exit.ts";
import { failures, parseFailOn, type FailOn } from "./fail-on.ts";

export interface ShowOptions {
  json?: true;
  markdown?: true;
  anyway?: true;
  /** `worse` or `worse:METRIC`. */
  failOn?: string;
  /** Percent, such as `10`: the change that the shown number of repeats would find. */
  change?: string;
}

export interface Show {
  format: "text" | "json" | "markdown";
  anyway: boolean;
  failOn: FailOn | undefined;
  /** As a fraction. */
  change?: number;
}

/** @throws {CliError} OPTION_INVALID with every problem */
export function parseShow({ json, markdown, anyway, failOn, change }: ShowOptions): Show {
  const percent = change === undefined ? undefined : Number(change.replace(/ ?%$/, ""));
  const problems: string[] = [];
  if (json && markdown) problems.push("--json and --markdown: cannot be combined");
  if (percent !== undefined && !(percent > 0 && percent <= 1000))
    problems.push(`--change ${change}: must be a percentage above 0, such as 10`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return {
    format: json ? "json" : markdown ? "markdown" : "text",
    anyway: anyway ?? false,
    failOn: failOn === undefined ? undefined : parseFailOn(failOn),
    change: percent === undefined ? undefined : percent / 100,
  };
}

/** Prints the comparison of each of `others` with the baseline, and returns the exit codes that `failOn` leads to. */
export async function showComparisons(
  context: Context,
  baseline: StackOutputs,
  others: readonly StackOutputs[],
  { format, anyway, failOn, change }: Show,
): Promise<ExitCode[]> {
  const primary = failOn?.metric === undefined ? undefined : [failOn.metric];
  const comparisons = compareAll(baseline, others, { anyway, primary, change });
  const texts = await textsOf(comparisons, format, context.colour);
  context.stdout.write(texts.join("\n"));
  return failOn ? comparisons.flatMap((comparison, i) => failures(comparison, others[i]!, failOn)) : [];
}

async function textsOf(comparisons: Comparison[], format: Show["format"], colour: boolean): Promise<string[]> {
  if (format === "json") {
    // One comparison stays a single object, as it was before several were possible.
    const value = comparisons.length === 1 ? comparisons[0] : comparisons;
    return [`${JSON.stringify(value, null, 2)}\n`];
  }
  const { comparisonMarkdown, comparisonTable } = await import("../../results/report/index.ts");
  return comparisons.map((each) =>
    format === "markdown" ? comparisonMarkdown(each) : comparisonTable(each, { colour }),
  );
}
