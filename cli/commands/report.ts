import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { runsDir } from "../../infra/home.ts";
import { listRuns, readRun, type ArchivedRun } from "../../results/archive/index.ts";
import { parseObjectives, type Objective } from "../../results/derived/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { reportsDir, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { sourceOf } from "../sources.ts";
import { printable } from "../terminal.ts";

export async function report(
  context: Context,
  runs: string[],
  options: EngineOptions & { out?: string; slo?: string; pool?: true },
): Promise<number> {
  const objectives = options.slo === undefined ? [] : parseObjectives(options.slo);
  const chosen = runs.length > 0 ? runs : await newestOfEachStack(context);
  const dirs: string[] = [];
  for (const name of chosen) {
    // A run that was cut off has no outputs to compare, but what there is can be shown.
    const cutOff = (await listRuns(runsDir(context.home))).find(
      (run) => run.runId === name && run.status === "cut-off",
    );
    dirs.push(cutOff?.dir ?? (await dirOf(context, name, options)));
  }
  const out = resolve(
    options.out ??
      join(reportsDir(context.home), `${chosen.map((name) => name.replaceAll(/[^\w.-]/g, "_")).join("_vs_")}.html`),
  );
  context.stdout.write(
    `report: ${await writeReport(context, dirs, out, { objectives, pooled: options.pool ?? false })}\n`,
  );
  return EXIT.ok;
}

async function dirOf(context: Context, name: string, options: EngineOptions): Promise<string> {
  const source = await sourceOf(context, name, options.engine);
  if (source.run) return source.run.dir;
  throw new CliError(
    "REPORT_NOT_ARCHIVED",
    `\`${name}\` has no run in the archive (${runsDir(context.home)}), and a report needs its time series. Name one that \`stackmark results ls\` lists.`,
  );
}

async function newestOfEachStack(context: Context): Promise<string[]> {
  const runs = await listRuns(runsDir(context.home));
  for (const { runId, status, problem } of runs)
    if (status === "unreadable")
      context.stderr.write(printable(`left out: ${runId}, which cannot be read: ${problem}\n`));
  const usable = runs.filter((run) => run.status === "closed" || run.status === "partial");
  const newest = [...new Map(usable.toReversed().map((run) => [run.stack, run.runId])).values()];
  if (newest.length > 0) return newest.sort();
  throw new CliError("REPORT_NO_RUNS", `There is no run in ${runsDir(context.home)} yet. \`npm start\` makes two.`);
}

interface ReportContent {
  objectives?: readonly Objective[];
  /** Shows and compares stacks, each by all of its runs, instead of runs. Default `false`. */
  pooled?: boolean;
}

/** Writes the page for runs by id or folder; the first is the baseline of the comparisons in it. */
export async function writeReport(
  context: Context,
  runs: string[],
  out: string,
  { objectives = [], pooled = false }: ReportContent = {},
): Promise<string> {
  const { compareAll, poolArchived } = await import("../../results/compare/index.ts");
  const { renderReport } = await import("../../results/report/index.ts");
  const read: ArchivedRun[] = [];
  for (const run of runs) read.push(await readRun(run, runsDir(context.home)));
  const sides = pooled ? poolArchived(read) : read;
  const [baseline, ...others] = sides.flatMap((run) => run.outputs ?? []);
  const measured = ({ load }: StackOutputs): boolean => load.length > 0;
  const comparisons =
    baseline && measured(baseline) ? compareAll(baseline, others.filter(measured), { anyway: true }) : [];
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, renderReport(sides, comparisons, { objectives }));
  return out;
}
