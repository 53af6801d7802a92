/** Sends the load of a cell with another tool, and reads the results that it wrote. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { reachTarget } from "@stackmark/loadgen";
import { formatClock } from "../../../../base/duration.ts";
import { messageOf } from "../../../../base/errors.ts";
import { startTimeOfDay } from "../../../../base/timer.ts";
import { digestFile } from "../../../../results/archive/digests.ts";
import { readForeign } from "../../../../results/import/detect.ts";
import type { ImportedLoad } from "../../../../results/import/imported-load.ts";
import type { StackResult } from "../../../../results/schema/outputs.ts";
import type { Imported } from "../../../../results/schema/recorded.ts";
import type { Histograms } from "../../../../results/schema/run.ts";
import { LOAD_TOOLS, type LoadTool } from "../../../catalog/load-tools.ts";
import { InfraError } from "../../../errors.ts";
import { findTool, toolVersion } from "../../find-tool.ts";
import { runProcess, type ToolEnd } from "./process.ts";
import { toolResult } from "./result.ts";
import type { ToolSpec } from "./spec.ts";
import { scriptThresholds } from "./thresholds.ts";

/** What a tool sent, in the form of the generator's outcome. */
export interface ToolOutcome {
  result: StackResult;
  histograms: Histograms;
  seconds: ImportedLoad["seconds"];
  imported: Imported;
  hookFailure?: undefined;
}

export interface ToolHooks {
  signal: AbortSignal;
  /** A line that the tool printed. */
  log: (line: string) => void;
  /** Progress, in a line. */
  print: (line: string) => void;
}

const PROGRESS_MS = 5_000;
/** Parts that are not absent from a load that was run here. */
const KNOWN = new Set(["infrastructure", "time of day"]);

/**
 * @param file absolute path of the script
 * @throws {InfraError} LOAD_TOOL_FAILED if there are no results of any request
 */
export async function runTool(spec: ToolSpec, file: string, target: string, hooks: ToolHooks): Promise<ToolOutcome> {
  const tool = LOAD_TOOLS[spec.tool];
  const path = findTool(spec.tool);
  if (path === undefined) {
    const message = `${tool.title} is not installed any more: there is no \`${tool.command}\` on PATH, nor does ${tool.variable} name it`;
    throw new InfraError("LOAD_TOOL_FAILED", message);
  }
  const version = await toolVersion(spec.tool, path);
  const { rttMs } = await reachTarget(new URL(target));
  const folder = await mkdtemp(join(tmpdir(), "stackmark-tool-"));
  const timeOfDay = startTimeOfDay();
  const startedMs = timeOfDay();
  const progress = setInterval(() => {
    hooks.print(`${formatClock(timeOfDay() - startedMs)}  ${tool.title} ${version} runs ${spec.file}`);
  }, PROGRESS_MS);
  try {
    // Files append paths to it, and two slashes are the path of another resource.
    const base = target.replace(/\/+$/, "");
    const args = tool.args({ ...spec, file, target: base, folder });
    const ended = await runProcess(
      { path, args, cwd: dirname(file), env: { ...process.env, TARGET: base } },
      { signal: hooks.signal, onLine: hooks.log },
    );
    const endedMs = timeOfDay();
    const load = await resultsIn(tool.results(folder), tool, ended);
    const thresholds = await scriptThresholds(tool, folder, ended.code);
    const result = toolResult(load.result, {
      ...{ spec, tool, version, target, rttMs, startedMs, endedMs, ended, thresholds },
      isStopped: hooks.signal.aborted,
    });
    const { seconds, histograms = {} } = load;
    return { result, seconds, histograms, imported: await importedOf(load, version) };
  } finally {
    clearInterval(progress);
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws {InfraError} LOAD_TOOL_FAILED with what the tool printed last */
async function resultsIn(path: string, { title }: LoadTool, { how, lastLines }: ToolEnd): Promise<ImportedLoad> {
  try {
    return await readForeign(path);
  } catch (cause) {
    const said = lastLines.length === 0 ? "" : `\nIts last lines:\n${lastLines.map((line) => `  ${line}`).join("\n")}`;
    const why = messageOf(cause).replaceAll(`${dirname(path)}/`, "");
    throw new InfraError("LOAD_TOOL_FAILED", `${title} ended ${how}, and left no results: ${why}${said}`, { cause });
  }
}

async function importedOf({ tool, format, files, absent }: ImportedLoad, version: string): Promise<Imported> {
  const digested = [];
  for (const file of files) digested.push({ name: basename(file), ...(await digestFile(file)) });
  return {
    ...{ tool, version, format, files: digested },
    importedAt: new Date().toISOString(),
    absent: absent.filter(({ what }) => !KNOWN.has(what)),
  };
}
