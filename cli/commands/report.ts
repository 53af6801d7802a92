import { join, resolve } from "node:path";
import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { listRuns } from "../../results/archive/index.ts";
import { parseObjectives } from "../../results/derived/index.ts";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { reportsDir } from "../home.ts";
import { writeReport } from "../results/report.ts";
import { sourceOf } from "../results/sources.ts";

interface ReportOptions extends EngineOptions {
  out?: string;
  slo?: string;
  pool?: true;
}

export const command = new Command("report")
  .argument("[runs...]")
  .addOption(engineOption())
  .option("--out <file>", "where to write the page")
  .option("--slo <objectives>", "objectives that capacity and demand must meet, such as p95<200,failures<1")
  .option("--pool", "combine all runs of a stack, with all their repeats, into one side")
  .action(run(report));

async function report(context: Context, runs: string[], options: ReportOptions): Promise<number> {
  const objectives = options.slo === undefined ? [] : parseObjectives(options.slo);
  const chosen = runs.length > 0 ? runs : await newestOfEachStack(context);
  const dirs: string[] = [];
  for (const name of chosen) {
    // A run that was cut off has no outputs to compare, but its cells can be shown.
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
    `\`${name}\` has no run in the archive (${runsDir(context.home)}), and a report needs its time series. Use a run that \`stackmark results ls\` lists.`,
  );
}

async function newestOfEachStack(context: Context): Promise<string[]> {
  const runs = await listRuns(runsDir(context.home));
  for (const { runId, status, problem } of runs)
    if (status === "unreadable")
      context.stderr.write(printable(`skipped ${runId}, which cannot be read: ${problem}\n`));
  const usable = runs.filter((run) => run.status === "closed" || run.status === "partial");
  const newest = [...new Map(usable.toReversed().map((run) => [run.stack, run.runId])).values()];
  if (newest.length > 0) return newest.sort();
  throw new CliError("REPORT_NO_RUNS", `There is no run in ${runsDir(context.home)} yet. \`npm start\` creates two.`);
}
