/** `stackmark study show` and `ls`: studies in the archive. */
import { Command } from "commander";
import { join } from "node:path";
import { writeAtomic } from "../../../base/atomic-file.ts";
import { counted } from "../../../base/counted.ts";
import { suggestion } from "../../../base/nearest.ts";
import { printable } from "../../../base/printable.ts";
import { table } from "../../../base/table.ts";
import { parseObjectives, type Objective } from "../../../results/derived/index.ts";
import { scalingCsv, scalingMarkdown, scalingTables } from "../../../results/report/index.ts";
import { scalingStudy, type ScalingStudy } from "../../../results/scaling/index.ts";
import { run } from "../../command-line.ts";
import { terminalOf, type Context } from "../../context.ts";
import { CliError, outputError } from "../../errors.ts";
import { EXIT } from "../../exit.ts";
import { reportsDir } from "../../home.ts";
import { VARIANTS } from "./plan.ts";
import { asScalingRun, scalingStudies, type StudyRuns } from "./runs.ts";

interface ShowOptions {
  slo?: string;
  json?: true;
  markdown?: true;
  csv?: true;
}

export const show = new Command("show")
  .description("show a study's tables, knees, scaling laws and verdicts; without one, of the newest study")
  .argument("[study]", "name of a study or of its stack")
  .option("--slo <objectives>", "objectives that decide the capacity (default: those of the study)")
  .option("--json", "print everything as JSON")
  .option("--markdown", "print it as Markdown")
  .option("--csv", "print a line for each measurement as CSV")
  .action(run(showStudy));

export const list = new Command("ls")
  .alias("list")
  .description("list all studies, newest first")
  .action(run(listStudies));

async function showStudy(context: Context, name: string | undefined, options: ShowOptions): Promise<number> {
  const objectives = options.slo === undefined ? undefined : parseObjectives(options.slo);
  const found = await findStudy(context, name);
  const study = studyOf(found, objectives ?? parseObjectives(found.runs[0]!.labels.slo));
  context.stdout.write(textOf(study, options, context));
  return EXIT.ok;
}

function textOf(study: ScalingStudy, { json, markdown, csv }: ShowOptions, context: Context): string {
  if (json) return `${JSON.stringify(study, null, 2)}\n`;
  if (markdown) return scalingMarkdown(study);
  return csv ? scalingCsv(study) : scalingTables(study, terminalOf(context));
}

async function listStudies(context: Context): Promise<number> {
  const studies = await scalingStudies(context);
  const rows = studies.map(({ study, stack, startedAt, runs }) => [
    ...[study, stack, startedAt?.slice(0, 16).replace("T", " ") ?? ""],
    counted(runs.length, "run"),
  ]);
  const heads = ["study", "stack", "newest run (UTC)", ""].map((head) => ({ head }));
  context.stdout.write(rows.length === 0 ? "no study in the archive\n" : printable(`${table(heads, rows)}\n`));
  return EXIT.ok;
}

/** @throws {CliError} STUDY_UNKNOWN */
async function findStudy(context: Context, name: string | undefined): Promise<StudyRuns> {
  const studies = await scalingStudies(context);
  const found = studies.find(({ study, stack }) => name === undefined || name === study || name === stack);
  if (found) return found;
  if (name === undefined)
    throw new CliError("STUDY_UNKNOWN", "The archive has no study: `stackmark study scaling STACK`.");
  const names = studies.flatMap(({ study, stack }) => [study, stack]);
  throw new CliError("STUDY_UNKNOWN", `The archive has no study of \`${name}\`${suggestion(name, names)}`);
}

/** In the order in which variants are planned. */
function studyOf({ runs }: StudyRuns, objectives: readonly Objective[]): ScalingStudy {
  const order = (variant: string): number => (VARIANTS as readonly string[]).indexOf(variant);
  const sorted = runs.toSorted((a, b) => order(a.labels.variant) - order(b.labels.variant));
  return scalingStudy(sorted.map(asScalingRun), objectives);
}

/**
 * Prints a study, and writes it beside the reports as Markdown, JSON and CSV.
 * @throws {CliError} OUTPUT_NOT_WRITTEN
 */
export async function writeStudy(context: Context, found: StudyRuns, objectives: readonly Objective[]): Promise<void> {
  const study = studyOf(found, objectives);
  const file = join(reportsDir(context.home), `${found.stack}-${found.study}`);
  const texts = { md: scalingMarkdown(study), json: `${JSON.stringify(study, null, 2)}\n`, csv: scalingCsv(study) };
  context.stdout.write(`\n${scalingTables(study, terminalOf(context))}`);
  for (const [ending, text] of Object.entries(texts)) {
    const path = `${file}.${ending}`;
    await writeAtomic(path, text, { mode: 0o644 }).catch((error: unknown) => {
      throw outputError(path, error, "the runs of the study stay in the archive");
    });
  }
  context.stdout.write(`\nreport: ${file}.md, .json and .csv\n`);
}
