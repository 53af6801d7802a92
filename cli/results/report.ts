import { join } from "node:path";
import { writeAtomic } from "../../base/atomic-file.ts";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { archivedOutputs, readRun, type ArchivedRun } from "../../results/archive/index.ts";
import type { Comparison } from "../../results/compare/index.ts";
import type { Objective } from "../../results/derived/index.ts";
import { ResultsError } from "../../results/errors.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import type { Context } from "../context.ts";
import { outputError } from "../errors.ts";
import { reportsDir } from "../home.ts";

interface ReportContent {
  objectives?: readonly Objective[];
  /** Shows and compares stacks, each with all of its runs, instead of runs. Default `false`. */
  pooled?: boolean;
}

/** Length of a report's file name, which contains the names of all runs. */
const MAX_NAME = 150;

/** Where a report goes by default. */
export const reportFile = (home: string, names: readonly string[]): string =>
  join(
    reportsDir(home),
    `${names
      .map((name) => name.replaceAll(/[^\w.-]/g, "_"))
      .join("_vs_")
      .slice(0, MAX_NAME)}.html`,
  );

/**
 * Writes the page for runs, given by id or folder; the first is the baseline of its comparisons. Runs that cannot be
 * compared are shown side by side.
 * @throws {CliError} OUTPUT_NOT_WRITTEN
 */
export async function writeReport(
  context: Pick<Context, "home" | "stderr">,
  runs: readonly string[],
  out: string,
  { objectives = [], pooled = false }: ReportContent = {},
): Promise<string> {
  const { poolArchived } = await import("../../results/compare/index.ts");
  const { renderReport } = await import("../../results/report/index.ts");
  const archived: ArchivedRun[] = [];
  for (const run of runs) archived.push(await readRun(run, runsDir(context.home)));
  const sides = pooled ? poolArchived(archived) : archived;
  const comparisons = await compareSides(
    context,
    sides.flatMap((run) => run.outputs ?? []),
  );
  try {
    await writeAtomic(out, renderReport(sides, comparisons, { objectives }), { mode: 0o644 });
  } catch (error) {
    throw outputError(out, error, "the runs that it shows stay in the archive");
  }
  return out;
}

async function compareSides(
  { stderr, home }: Pick<Context, "stderr" | "home">,
  [baseline, ...others]: readonly StackOutputs[],
): Promise<Comparison[]> {
  const { compare } = await import("../../results/compare/index.ts");
  const isMeasured = ({ load }: StackOutputs): boolean => load.length > 0;
  if (!baseline || !isMeasured(baseline) || others.length === 0) return [];
  const stacks = [baseline, ...others].map(({ stack }) => stack);
  const archive = await archivedOutputs(runsDir(home), stacks);
  return others.filter(isMeasured).flatMap((other) => {
    try {
      return compare(baseline, other, { anyway: true, archive });
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
      stderr.write(printable(`${error.message}\n`));
      return [];
    }
  });
}
