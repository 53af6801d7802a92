import { resolve } from "node:path";
import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { listRuns, readRun } from "../../results/archive/index.ts";
import { parseObjectives } from "../../results/derived/index.ts";
import { engineOption, run } from "../command-line.ts";
import { newestComparison, recordComparison } from "../compare/newest.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { requireOutput } from "../home.ts";
import { reportFile, writeReport } from "../results/report.ts";
import { sourceOf } from "../results/sources.ts";

interface ReportOptions extends EngineOptions {
  out?: string;
  slo?: string;
  pool?: true;
}

export const command = new Command("report")
  .argument("[runs...]", "runs, stacks or folders of runs, the baseline first; default: the newest comparison")
  .addOption(engineOption())
  .option("--out <file>", "where to write the page")
  .option("--slo <objectives>", "objectives that capacity and demand must meet, such as p95<200ms,failures<1%")
  .option("--pool", "combine all runs of a stack, with all their repeats, into one side")
  .action(run(report));

async function report(context: Context, names: string[], options: ReportOptions): Promise<number> {
  const objectives = options.slo === undefined ? [] : parseObjectives(options.slo);
  if (options.out !== undefined) requireOutput(resolve(options.out));
  const isNamed = names.length > 0;
  const newest = isNamed ? undefined : await newestComparison(context);
  const chosen = newest?.runIds ?? names;
  const isPooled = options.pool ?? newest?.isPooled ?? false;
  const runs: { dir: string; runId: string; stack: string | null }[] = [];
  for (const name of chosen) runs.push(await runOf(context, name, options));
  const path = options.out === undefined ? reportFile(context.home, chosen) : resolve(options.out);
  const dirs = runs.map(({ dir }) => dir);
  const written = await writeReport(context, dirs, path, { objectives, pooled: isPooled });
  if (!isNamed) context.stdout.write(printable(`${chosen.join(" → ")}\n`));
  context.stdout.write(`report: ${written}\n`);
  const sides = runs.flatMap(({ runId, stack }) => (stack === null ? [] : { runId, stack }));
  if (isNamed && sides.length > 1) await recordComparison(context, sides, { isPooled });
  return EXIT.ok;
}

/** The run with this id, whatever became of it; else the run of a stack or folder. */
async function runOf(context: Context, name: string, options: EngineOptions) {
  const named = (await listRuns(runsDir(context.home))).find(({ runId }) => runId === name);
  if (named) return readRun(named.dir);
  const source = await sourceOf(context, name, options.engine);
  if (source.run) return source.run;
  throw new CliError(
    "REPORT_NOT_ARCHIVED",
    `\`${name}\` has no run in the archive (${runsDir(context.home)}), and a report needs its time series. Use a run that \`stackmark results ls\` lists.`,
  );
}
