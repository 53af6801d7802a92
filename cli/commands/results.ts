import { Command } from "commander";
import { counted } from "../../base/counted.ts";
import { printable } from "../../base/printable.ts";
import { reasonsText } from "../../base/reasons.ts";
import { runsDir } from "../../infra/home.ts";
import {
  listRuns,
  nextStep,
  readRun,
  removeRun,
  verifyRun,
  type ArchivedRun,
  type Verified,
} from "../../results/archive/index.ts";
import { demandAndCapacity, parseObjectives } from "../../results/derived/index.ts";
import { importRun } from "../../results/import/index.ts";
import { hasLabels } from "@stackmark/loadgen/schema";
import { regionMatrices } from "../../results/regions/matrix.ts";
import { capacityTable, regionTables, runList, runTable } from "../../results/report/index.ts";
import { run } from "../command-line.ts";
import { terminalOf, type Context } from "../context.ts";
import { bulleted, CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { requireHome } from "../home.ts";
import { nameOf } from "../results/run-name.ts";
import { trend } from "../results/trend.ts";
import { labelOption, labelsOf, type LabelOptions } from "../results/labels.ts";

export const command = new Command("results");
command
  .command("ls")
  .alias("list")
  .description("list all runs, newest first")
  .addOption(labelOption("list only runs with this label; an abbreviated commit matches"))
  .option("--json", "print them as JSON")
  .action(run(list));
command
  .command("show")
  .description("show one run: its cells, their problems, and derived metrics")
  .argument("<run>")
  .option("--json", "print everything as JSON")
  .action(run(show));
command
  .command("capacity")
  .description("show the maximum load of each run within objectives, and the fewest machines for each load")
  .argument("<runs...>")
  .requiredOption("--slo <objectives>", "required: objectives that must hold, such as p95<200ms,failures<1%")
  .option("--json", "print it as JSON")
  .action(run(capacity));
command
  .command("regions")
  .description("show the latency between regions: of one run, or of one run of each stack where each region is a stack")
  .argument("<runs...>")
  .option("--json", "print it as JSON")
  .action(run(regions));
command
  .command("trend")
  .description("show metrics over the runs of a stack (default: of the newest run), and when they changed")
  .argument("[stack]")
  .addOption(labelOption("only runs with this label, such as branch=main"))
  .option("--last <n>", "number of runs, the newest", "100")
  .option("--p <p>", "chance that a series without a change shows one", "0.01")
  .option("--json", "print it as JSON")
  .action(run(trend));
command
  .command("verify")
  .description(
    "check the schema and digest of every file, in all runs or in those named (exit code 1 if any is broken)",
  )
  .argument("[runs...]")
  .option("--json", "print the findings as JSON")
  .action(run(verify));
command
  .command("rm")
  .description("delete runs for good")
  .argument("<runs...>")
  .option("-y, --yes", "confirm")
  .action(run(remove));
command
  .command("import")
  .description(
    "import Locust's _stats.csv, k6's summary or stream (JSON or CSV), JMeter's JTL, or the folder of `load --out`; several files are repeats",
  )
  .argument("<files...>")
  .requiredOption("--stack <name>", "required: name of the run in comparisons")
  .option("--level <name>", "load level", "imported")
  .option("--run-id <id>", "default: the stack's name and the time")
  .addOption(labelOption("label of the run, such as commit=4f2a91c"))
  .action(run(importFiles));

async function list(context: Context, options: LabelOptions & { json?: true }): Promise<number> {
  const wanted = labelsOf(options);
  const all = await listRuns(runsDir(context.home));
  const runs = all.filter(({ labels }) => hasLabels(labels, wanted));
  if (options.json) context.stdout.write(`${JSON.stringify(runs, null, 2)}\n`);
  else context.stdout.write(runList(runs, terminalOf(context)));
  return EXIT.ok;
}

/** The run with this id, or the newest of the stack with this name. */
async function runOf(context: Context, name: string): Promise<ArchivedRun> {
  const dir = runsDir(context.home);
  const named = (await listRuns(dir)).find(({ runId, stack }) => runId === name || stack === name);
  return readRun(named?.runId ?? name, dir);
}

async function capacity(
  context: Context,
  names: string[],
  { slo, json }: { slo: string; json?: true },
): Promise<number> {
  const objectives = parseObjectives(slo);
  const runs: ArchivedRun[] = [];
  for (const name of names) runs.push(await runOf(context, name));
  const found = demandAndCapacity(runs, objectives);
  context.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : capacityTable(found, terminalOf(context)));
  return EXIT.ok;
}

/** Exits with 99 if an objective of a pair of regions does not hold. */
async function regions(context: Context, names: string[], { json }: { json?: true }): Promise<number> {
  const outputs = [];
  for (const name of names) {
    const found = (await runOf(context, name)).outputs;
    if (found) outputs.push(found);
  }
  const matrices = regionMatrices(outputs);
  if (json) context.stdout.write(`${JSON.stringify(matrices, null, 2)}\n`);
  else if (matrices.length === 0) context.stdout.write("No level ran between regions (`load.regions`).\n");
  else context.stdout.write(`${regionTables(matrices, { ...terminalOf(context), all: true })}\n`);
  const objectives = matrices.flatMap(({ pairs }) => pairs.flatMap((pair) => pair.objectives));
  return objectives.every(({ holds }) => holds) ? EXIT.ok : EXIT.threshold;
}

async function show(context: Context, name: string, options: { json?: true }): Promise<number> {
  const run = await runOf(context, name);
  if (options.json) context.stdout.write(`${JSON.stringify({ ...run, next: nextStep(run) }, null, 2)}\n`);
  else context.stdout.write(runTable(run, terminalOf(context)));
  return EXIT.ok;
}

async function verify(context: Context, names: string[], options: { json?: true }): Promise<number> {
  const dir = runsDir(context.home);
  const runs = await listRuns(dir);
  const named = names.map((name) => runs.find(({ runId, stack }) => runId === name || stack === name)?.runId ?? name);
  const chosen = names.length > 0 ? named : runs.map(({ runId }) => runId);
  const verified = [];
  for (const name of chosen) verified.push(await verifyRun(dir, name));
  if (options.json) context.stdout.write(`${JSON.stringify(verified, null, 2)}\n`);
  else
    for (const { runId, status, cells, problems } of verified)
      context.stdout.write(
        printable(`${runId}: ${findingOf(status, cells, problems)}\n${problems.map((p) => `  ${p}\n`).join("")}`),
      );
  return verified.some(({ status }) => status === "broken") ? EXIT.unexpected : EXIT.ok;
}

/** Apart from the run's status, which says what became of the measurement. */
function findingOf(status: Verified["status"], cells: number, problems: readonly string[]): string {
  if (status === "broken") return "broken";
  const files =
    problems.length === 0 ? `ok, the files of ${counted(cells, "cell")} match their digests` : counted(cells, "cell");
  return `${files}; the run is ${status}`;
}

/** Removes nothing unless every run can be removed. */
async function remove(context: Context, names: string[], options: { yes?: true }): Promise<number> {
  const dir = runsDir(context.home);
  const runs = await listRuns(dir);
  const problems = names.flatMap((name) => {
    const run = runs.find(({ runId }) => runId === name);
    if (!run) {
      const newest = runs.find(({ stack }) => stack === name);
      return newest
        ? [`\`${name}\` is a stack, and \`rm\` takes run IDs; its newest run is \`${newest.runId}\``]
        : [`there is no run \`${name}\``];
    }
    return run.status === "running" ? [`\`${name}\` is being measured: ${run.next}`] : [];
  });
  if (!options.yes && problems.length === 0)
    problems.push(`this deletes ${counted(names.length, "run")} for good; confirm with --yes`);
  if (problems.length > 0)
    throw new CliError("RESULTS_NOT_REMOVED", `Nothing was removed from ${dir}:\n${bulleted(problems)}`);
  for (const name of names) {
    await removeRun(dir, name);
    context.stdout.write(`removed ${name}\n`);
  }
  return EXIT.ok;
}

/** Imports other tools' files as one run, with each file as a repeat. */
async function importFiles(
  context: Context,
  files: string[],
  { stack, level, runId, ...options }: LabelOptions & { stack: string; level: string; runId?: string },
): Promise<number> {
  const labels = labelsOf(options);
  requireHome(context);
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const { outputs, dir } = await importRun(runsDir(context.home), files, {
    stack,
    ...{ level, labels },
    runId: runId ?? `${nameOf(stack)}-${time}`,
  });
  const { imported } = outputs.load[0]!;
  context.stdout.write(
    printable(`run ${outputs.runId}: ${counted(outputs.load.length, "cell")} from ${imported!.format}, in ${dir}\n`),
  );
  for (const { cell, result } of outputs.load)
    if (result.status !== "complete")
      context.stdout.write(
        printable(`  ${cell} is ${result.status}: ${reasonsText(result.reasons.map(({ message }) => message))}\n`),
      );
  for (const note of outputs.notes) context.stdout.write(printable(`  ${note}\n`));
  for (const { what, reason } of imported!.absent) context.stdout.write(printable(`  no ${what}: ${reason}\n`));
  return EXIT.ok;
}
