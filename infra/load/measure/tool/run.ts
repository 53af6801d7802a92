/** Sends the load of a cell with another tool, and reads the results that it wrote. */
import { join, relative } from "node:path";
import { formatClock } from "../../../../base/duration.ts";
import { messageOf } from "../../../../base/errors.ts";
import { hasContent } from "../../../../base/has-content.ts";
import { makeTemporaryFolder } from "../../../../base/temporary-folder.ts";
import { startTimeOfDay } from "../../../../base/timer.ts";
import { digestFile } from "../../../../results/archive/digests.ts";
import { readParts } from "../../../../results/import/detect.ts";
import type { ImportedLoad } from "../../../../results/import/imported-load.ts";
import type { StackResult } from "../../../../results/schema/outputs.ts";
import type { Imported } from "../../../../results/schema/recorded.ts";
import type { Histograms } from "../../../../results/schema/run.ts";
import { LOAD_TOOLS, type LoadTool } from "../../../catalog/load-tools.ts";
import { InfraError } from "../../../errors.ts";
import type { PartEnd } from "./end.ts";
import { sendHere } from "./here.ts";
import { sendElsewhere, type Elsewhere } from "./parts/elsewhere.ts";
import { absentOf, endsText, toolResult } from "./result.ts";
import type { SentLoad } from "./sent.ts";
import type { ToolSpec } from "./spec.ts";
import { objectiveThresholds, scriptThresholds } from "./thresholds.ts";

/** What a tool sent, in the form of the generator's outcome. */
export interface ToolOutcome {
  result: StackResult;
  histograms: Histograms;
  seconds: ImportedLoad["seconds"];
  imported: Imported;
  hookFailure?: undefined;
}

export interface ToolLoad {
  spec: ToolSpec;
  /** Absolute path of the script. */
  file: string;
  target: string;
  /** Undefined: this machine. */
  where: Elsewhere | undefined;
}

export interface ToolHooks {
  signal: AbortSignal;
  /** Called when the load begins. */
  begin: () => void;
  /** A line that the tool printed. */
  log: (line: string) => void;
  /** Progress, in a line. */
  print: (line: string) => void;
}

const PROGRESS_MS = 5_000;

/** @throws {InfraError} LOAD_TOOL_FAILED if there are no results of any request; and as the place of the load */
export async function runTool({ spec, file, target, where }: ToolLoad, hooks: ToolHooks): Promise<ToolOutcome> {
  const tool = LOAD_TOOLS[spec.tool];
  await using folder = await makeTemporaryFolder("stackmark-tool-");
  const timeOfDay = startTimeOfDay();
  let startedMs = timeOfDay();
  let progress: NodeJS.Timeout | undefined;
  const ready = (version: string): void => {
    startedMs = timeOfDay();
    progress = setInterval(() => {
      hooks.print(`${formatClock(timeOfDay() - startedMs)}  ${tool.title} ${version} runs ${spec.file}`);
    }, PROGRESS_MS);
  };
  const { signal, begin, log, print: say } = hooks;
  const sending = { signal, begin, log, ready };
  const load = { spec, file, target };
  try {
    const sent =
      where === undefined
        ? await sendHere(tool, load, folder.path, sending)
        : await sendElsewhere(tool, load, where, folder.path, { ...sending, say });
    const endedMs = timeOfDay();
    const writers = tool.writers === "all" ? sent.parts : sent.parts.slice(0, 1);
    const read = await resultsOf(writers, tool, sent);
    const own = await scriptThresholds(tool, writers);
    const thresholds = [...own, ...objectiveThresholds(spec.objectives ?? [], read.result.overall)];
    const result = toolResult(read, { ...sent, spec, tool, startedMs, endedMs, thresholds });
    const { seconds, histograms = {} } = read;
    const absent = absentOf(read, { ...sent, tool, thresholds: own });
    return { result, seconds, histograms, imported: await importedOf(read, sent, folder.path, absent) };
  } finally {
    clearInterval(progress);
  }
}

/**
 * What the files say, which are named in it without their folder.
 * @throws {InfraError} LOAD_TOOL_FAILED with what the tool printed last
 */
async function resultsOf(writers: readonly PartEnd[], tool: LoadTool, { parts }: SentLoad): Promise<ImportedLoad> {
  const named = (text: string): string =>
    writers.reduce((message, { folder }) => message.replaceAll(`${folder}/`, ""), text);
  const files: string[] = [];
  for (const { folder } of writers) {
    const file = join(folder, tool.results);
    if (await hasContent(file)) files.push(file);
  }
  try {
    if (files.length === 0) throw new Error(`${tool.results} is empty or absent`);
    const read = await readParts(files);
    const reasons = read.result.reasons.map((reason) => ({ ...reason, message: named(reason.message) }));
    return { ...read, result: { ...read.result, reasons } };
  } catch (cause) {
    const why = named(messageOf(cause));
    throw new InfraError(
      "LOAD_TOOL_FAILED",
      `${endsText(parts, tool)}, and left no results: ${why}${lastLinesOf(parts)}`,
      {
        cause,
      },
    );
  }
}

/** What the first part that printed something printed last. */
function lastLinesOf(parts: readonly PartEnd[]): string {
  const { lastLines } = parts.find((part) => part.lastLines.length > 0) ?? { lastLines: [] };
  return lastLines.length === 0 ? "" : `\nIts last lines:\n${lastLines.map((line) => `  ${line}`).join("\n")}`;
}

async function importedOf(
  { tool, format, files }: ImportedLoad,
  { version }: SentLoad,
  folder: string,
  absent: Imported["absent"],
): Promise<Imported> {
  const digested = [];
  for (const file of files) digested.push({ name: relative(folder, file), ...(await digestFile(file)) });
  return { ...{ tool, version, format, files: digested }, importedAt: new Date().toISOString(), absent };
}
