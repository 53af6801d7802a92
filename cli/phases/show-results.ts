/** The results of all phases: the summary, in detail the comparisons, and the report. */
import { resolve } from "node:path";
import { printable } from "../../base/printable.ts";
import { errorText } from "../../base/shown-error.ts";
import { runsDir } from "../../infra/home.ts";
import { archivedOutputs } from "../../results/archive/index.ts";
import type { Comparison } from "../../results/compare/index.ts";
import { ResultsError } from "../../results/errors.ts";
import { comparisonSuite, runSuite } from "../../results/report/junit.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { terminalOf, type Context } from "../context.ts";
import { recordComparison } from "../compare/newest.ts";
import { explain } from "../errors.ts";
import type { ExitCode } from "../exit.ts";
import { writeJunit } from "../results/junit.ts";
import { reportFile, writeReport } from "../results/report.ts";

interface ShowOptions {
  /** Where the report goes. */
  out?: string;
  /** Path of the JUnit file. */
  junit?: string;
  /** Prints the comparisons in full as well. */
  verbose?: true;
}

/** Compares the stacks with the first one, and puts all runs into one report. */
export async function showResults(
  context: Context,
  runs: readonly StackOutputs[],
  { out: file, junit, verbose }: ShowOptions,
): Promise<ExitCode[]> {
  if (runs.length === 0) return [];
  const { poolStacks } = await import("../../results/compare/index.ts");
  const { comparisonTable, summary } = await import("../../results/report/index.ts");
  const { stdout } = context;
  const terminal = terminalOf(context);
  const stacks = poolStacks(runs);
  const compared = await compareWithFirst(context, stacks);
  const comparisons = compared.map(({ comparison }) => comparison);
  stdout.write(`\n${summary(stacks, comparisons, terminal)}`);
  if (verbose)
    for (const comparison of comparisons) stdout.write(`\n${comparisonTable(comparison, { ...terminal, all: true })}`);
  if (runs.length > 1) await recordComparison(context, runs, { isPooled: true });
  const ids = runs.map(({ runId }) => runId);
  try {
    const out = await writeReport(context, ids, file === undefined ? reportFile(context.home, ids) : resolve(file), {
      pooled: true,
    });
    stdout.write(`\nreport: ${out}\n`);
    const suites = compared.map(({ comparison, other }) => comparisonSuite(comparison, { a: stacks[0]!, b: other }));
    if (junit !== undefined) await writeJunit(junit, "phases", [...runs.map(runSuite), ...suites]);
    return [];
  } catch (error) {
    // The rest of the summary still matters.
    const shown = explain(error);
    context.stderr.write(errorText(shown));
    return [shown.exitCode];
  }
}

interface Compared {
  comparison: Comparison;
  other: StackOutputs;
}

/** Compares each with the first. If two cannot be compared, the report is still written. */
async function compareWithFirst(context: Context, [baseline, ...others]: StackOutputs[]): Promise<Compared[]> {
  const { compare } = await import("../../results/compare/index.ts");
  const stacks = [baseline!, ...others].map(({ stack }) => stack);
  const archive = await archivedOutputs(runsDir(context.home), stacks);
  return others.flatMap((other) => {
    try {
      return [{ comparison: compare(baseline!, other, { archive }), other }];
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
      context.stderr.write(`\n${printable(error.message)}\n`);
      return [];
    }
  });
}
