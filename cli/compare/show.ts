/** Prints comparisons, and finds the exit codes that follow from them. */
import type { TestSuite } from "../../base/junit.ts";
import { wrapped } from "../../base/table.ts";
import { runsDir } from "../../infra/home.ts";
import { archivedOutputs } from "../../results/archive/index.ts";
import { compareAll, type Comparison } from "../../results/compare/index.ts";
import type { AssumedSpread } from "../../results/schema/analysis-plan.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { comparisonSuite } from "../../results/report/junit.ts";
import type { TerminalOptions } from "../../results/report/index.ts";
import { terminalOf, type Context } from "../context.ts";
import { CliError } from "../errors.ts";
import type { ExitCode } from "../exit.ts";
import { junitFileOf, writeJunit, type JunitOptions } from "../results/junit.ts";
import { failures, gateNote, parseFailOn, refuseUndecidable, type FailOn } from "./fail-on.ts";

export interface ShowOptions extends JunitOptions {
  json?: true;
  markdown?: true;
  /** Everything, also what is usually folded. */
  all?: true;
  anyway?: true;
  /** `worse` or `worse:METRIC`. */
  failOn?: string;
  /** Percent, such as `10`: the change that the shown number of repeats would find. */
  change?: string;
  /** Percent: how much the latencies of runs vary where a side has one run; rates vary half as much. */
  assumedSpread?: string;
}

export interface Show {
  format: "text" | "json" | "markdown";
  all: boolean;
  anyway: boolean;
  failOn: FailOn | undefined;
  /** As a fraction. */
  change?: number;
  assumedSpread?: AssumedSpread;
  /** Path of the JUnit file. */
  junit?: string;
}

/** @throws {CliError} OPTION_INVALID with every problem; OUTPUT_NOT_WRITTEN */
export function parseShow({ json, markdown, all, anyway, failOn, change, assumedSpread, junit }: ShowOptions): Show {
  const percent = percentOf(change);
  const latencyPct = percentOf(assumedSpread);
  const problems: string[] = [];
  if (json && markdown) problems.push("--json and --markdown: cannot be combined");
  if (all && (json || markdown)) problems.push("--all: JSON and Markdown have everything already");
  if (percent !== undefined && !(percent > 0 && percent <= 1000))
    problems.push(`--change ${change}: must be a percentage above 0, such as 10`);
  if (latencyPct !== undefined && !(latencyPct > 0 && latencyPct <= 1000))
    problems.push(`--assumed-spread ${assumedSpread}: must be a percentage above 0, such as 20`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return {
    format: json ? "json" : markdown ? "markdown" : "text",
    junit: junitFileOf({ junit }),
    all: all ?? false,
    anyway: anyway ?? false,
    failOn: failOn === undefined ? undefined : parseFailOn(failOn),
    change: percent === undefined ? undefined : percent / 100,
    assumedSpread: latencyPct === undefined ? undefined : { latencyPct, ratePct: latencyPct / 2 },
  };
}

const percentOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text.replace(/ ?%$/, ""));

/**
 * Prints the comparison of each of `others` with the baseline, and returns the exit codes that `failOn` leads to.
 * @throws {CliError} GATE_UNDECIDABLE
 */
export async function showComparisons(
  context: Context,
  baseline: StackOutputs,
  others: readonly StackOutputs[],
  { format, all, anyway, failOn, change, assumedSpread, junit }: Show,
): Promise<ExitCode[]> {
  const primary = failOn?.metric === undefined ? undefined : [failOn.metric];
  const archive = await archivedOutputs(
    runsDir(context.home),
    [baseline, ...others].map(({ stack }) => stack),
  );
  const comparisons = compareAll(baseline, others, { anyway, primary, change, assumedSpread, archive });
  if (failOn) for (const comparison of comparisons) refuseUndecidable(comparison, failOn);
  const texts = await textsOf(comparisons, format, { ...terminalOf(context), all });
  context.stdout.write(texts.join("\n"));
  if (junit !== undefined) await writeJunit(junit, "comparison", suitesOf(comparisons, baseline, others, failOn));
  if (!failOn) return [];
  const { widthChars = Infinity } = terminalOf(context);
  for (const note of comparisons.map((comparison) => gateNote(comparison, failOn)))
    if (note !== "") context.stderr.write(`${wrapped(note, widthChars, "  ")}\n`);
  return comparisons.flatMap((comparison, i) => failures(comparison, others[i]!, failOn));
}

function suitesOf(
  comparisons: readonly Comparison[],
  a: StackOutputs,
  others: readonly StackOutputs[],
  failOn: FailOn | undefined,
): TestSuite[] {
  const gate = failOn === undefined ? undefined : { metric: failOn.metric };
  return comparisons.map((comparison, i) => comparisonSuite(comparison, { a, b: others[i]! }, gate));
}

async function textsOf(comparisons: Comparison[], format: Show["format"], options: TerminalOptions): Promise<string[]> {
  if (format === "json") {
    // One comparison stays a single object, as it was before several were possible.
    const value = comparisons.length === 1 ? comparisons[0] : comparisons;
    return [`${JSON.stringify(value, null, 2)}\n`];
  }
  const { comparisonMarkdown, comparisonTable } = await import("../../results/report/index.ts");
  return comparisons.map((each) => (format === "markdown" ? comparisonMarkdown(each) : comparisonTable(each, options)));
}
