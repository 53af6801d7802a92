import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { runsDir } from "../../infra/home.ts";
import { readRun, type ArchivedRun } from "../../results/archive/index.ts";
import type { Objective } from "../../results/derived/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import type { Context } from "../context.ts";

interface ReportContent {
  objectives?: readonly Objective[];
  /** Shows and compares stacks, each with all of its runs, instead of runs. Default `false`. */
  pooled?: boolean;
}

/** Writes the page for runs, given by id or folder; the first is the baseline of its comparisons. */
export async function writeReport(
  context: Context,
  runs: string[],
  out: string,
  { objectives = [], pooled = false }: ReportContent = {},
): Promise<string> {
  const { compareAll, poolArchived } = await import("../../results/compare/index.ts");
  const { renderReport } = await import("../../results/report/index.ts");
  const archived: ArchivedRun[] = [];
  for (const run of runs) archived.push(await readRun(run, runsDir(context.home)));
  const sides = pooled ? poolArchived(archived) : archived;
  const [baseline, ...others] = sides.flatMap((run) => run.outputs ?? []);
  const measured = ({ load }: StackOutputs): boolean => load.length > 0;
  const comparisons =
    baseline && measured(baseline) ? compareAll(baseline, others.filter(measured), { anyway: true }) : [];
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, renderReport(sides, comparisons, { objectives }));
  return out;
}
