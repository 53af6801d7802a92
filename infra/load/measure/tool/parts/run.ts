/** Runs a load tool in several places at once, each with its part of the load, and fetches what it wrote there. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../../../../../base/errors.ts";
import { hasContent } from "../../../../../base/has-content.ts";
import { startTimeOfDay } from "../../../../../base/timer.ts";
import { isGoodEnd, type LoadTool, type ToolRun } from "../../../../catalog/load-tools.ts";
import { InfraError } from "../../../../errors.ts";
import type { PartEnd, ToolEnd } from "../end.ts";
import { GRACE_MS } from "../process.ts";
import {
  endIn,
  lookScript,
  resultsIn,
  signalScript,
  startScript,
  surveyScript,
  versionIn,
  type EndedPart,
} from "./scripts.ts";
import { fetch, read, type ToolRunner } from "./runner.ts";

/** The load that all parts send together. */
export type DividedRun = Omit<ToolRun, "file" | "folder" | "part">;

export interface PartsHooks {
  signal: AbortSignal;
  /** Called when all runners are ready, right before the parts start. */
  begin: () => void;
}

export interface PartsClock {
  sleep: (ms: number) => Promise<unknown>;
  /** Monotonic, in milliseconds. */
  now: () => number;
}

const realClock: PartsClock = { sleep: (ms) => delay(ms), now: () => performance.now() };

/** For so long a runner may be out of reach. The tool itself waits as long for somebody to look at it. */
const LOST_MS = 60_000;
const PAUSE_MS = 1_000;
const FETCH_TRIES = 3;

/**
 * The version of the tool, which is the same everywhere.
 * @throws {InfraError} LOAD_TOOL_FAILED if it is not installed everywhere, or differs; nothing was sent then
 */
export async function surveyRunners(tool: LoadTool, runners: readonly ToolRunner[]): Promise<string> {
  const versions = await Promise.all(
    runners.map(async (runner) => versionIn(await read(runner, surveyScript(runner.paths, tool)), tool)),
  );
  const without = runners.filter((_, index) => versions[index] === null).map(({ name }) => name);
  const { title, command, install } = tool;
  if (without.length > 0) {
    const message = `${title} is not installed at ${without.join(", ")}: there is no \`${command}\` on its PATH; install it (${install}). Nothing was sent.`;
    throw new InfraError("LOAD_TOOL_FAILED", message);
  }
  if (new Set(versions).size > 1) {
    const list = runners.map(({ name }, index) => `${name} ${versions[index]}`).join(", ");
    const message = `${title} has different versions where one load is to run (${list}): install the same one. Nothing was sent.`;
    throw new InfraError("LOAD_TOOL_FAILED", message);
  }
  return versions[0]!;
}

/**
 * Sends the load, and waits for its end. When a part fails or is lost, the others are stopped: alone they would send a smaller load.
 * @param to folder on this machine for the files of each part
 * @throws what starting a part throws; parts that were started by then end after a minute
 */
export async function runParts(
  tool: LoadTool,
  run: DividedRun,
  runners: readonly ToolRunner[],
  to: string,
  { signal, begin }: PartsHooks,
  clock: PartsClock = realClock,
): Promise<PartEnd[]> {
  begin();
  await Promise.all(
    runners.map(async (runner, index) => {
      const own: ToolRun = {
        ...run,
        file: runner.paths.file,
        folder: resultsIn(runner.paths),
        part: { index, count: runners.length, first: runners[0]!.address },
      };
      const commandOf = (args: readonly string[]): string[] => [tool.command, ...args];
      const beside = tool.besideArgs?.(own);
      const environment = { TARGET: run.target };
      const commands = { main: commandOf(tool.args(own)), beside: beside && commandOf(beside), environment };
      const printed = await read(runner, startScript(runner.paths, commands));
      if (printed.trim() !== "started")
        throw new InfraError("LOAD_TOOL_FAILED", `${tool.title} was not started at ${runner.name}: ${printed.trim()}`);
    }),
  );
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const timeOfDay = startTimeOfDay();
  return Promise.all(
    runners.map(async (runner, index) => {
      const end = await endOf(runner, stop, clock);
      const isStopped = stop.aborted;
      if (!isGoodEnd(tool, end.code)) failed.abort();
      const endedMs = timeOfDay();
      const folder = join(to, `part-${index}`);
      await mkdir(folder);
      const files = "files" in end ? end.files.filter((name) => tool.files.includes(name)) : [];
      const known = await fetched(runner, files, folder, end, clock);
      const isWriter = tool.writers === "all" || index === 0;
      const { code, how, lastLines } = isWriter ? await withResults(known, tool, folder) : known;
      return { place: runner.name, folder, endedMs, isStopped, code, how, lastLines };
    }),
  );
}

/** Looks at a part until it has ended, and ends it when the load is to stop. */
async function endOf(runner: ToolRunner, stop: AbortSignal, { sleep, now }: PartsClock): Promise<ToolEnd | EndedPart> {
  let isOver = false;
  const lost = (how: string): ToolEnd => ({ code: null, how, lastLines: [] });
  const send = (name: "TERM" | "KILL"): Promise<unknown> =>
    // The next look shows whether it has reached the tool.
    read(runner, signalScript(runner.paths, name)).catch(() => undefined);
  const terminate = (): void => void send("TERM");
  if (stop.aborted) terminate();
  stop.addEventListener("abort", terminate);
  const look = async (): Promise<ToolEnd | EndedPart> => {
    let seenMs = now();
    let stoppedMs: number | undefined;
    while (!isOver) {
      try {
        const end = endIn(await read(runner, lookScript(runner.paths)));
        if (end !== null) return end;
        seenMs = now();
      } catch (error) {
        if (now() - seenMs > LOST_MS)
          return lost(
            `unseen, because ${runner.name} could not be reached for ${LOST_MS / 1000} s (${messageOf(error)})`,
          );
        await sleep(PAUSE_MS);
      }
      if (!stop.aborted) continue;
      stoppedMs ??= now();
      if (now() - stoppedMs > LOST_MS) return lost("unseen, because it could not be stopped");
      if (now() - stoppedMs > GRACE_MS) await send("KILL");
    }
    return lost("unseen");
  };
  try {
    return await Promise.race([look(), runner.ended.then((how) => lost(`unseen, because ${runner.name} ${how}`))]);
  } finally {
    isOver = true;
    stop.removeEventListener("abort", terminate);
  }
}

/** Without its results, as on a full disk, a part has failed, whatever its exit code: the sum lacks its requests. */
async function withResults(end: ToolEnd, tool: LoadTool, folder: string): Promise<ToolEnd> {
  if (!isGoodEnd(tool, end.code)) return end;
  return (await hasContent(join(folder, tool.results)))
    ? end
    : { ...end, code: null, how: `${end.how} without ${tool.results}` };
}

/** Fetches files of a part. @returns its end, or why its files are not here */
async function fetched(
  runner: ToolRunner,
  files: readonly string[],
  folder: string,
  end: ToolEnd,
  { sleep }: PartsClock,
): Promise<ToolEnd> {
  for (const file of files) {
    for (let tries = 1; ; tries += 1) {
      try {
        await fetch(runner, file, join(folder, file));
        break;
      } catch (error) {
        // What the tool printed last does not explain it.
        if (tries === FETCH_TRIES)
          return { code: null, how: `and its ${file} could not be fetched: ${messageOf(error)}`, lastLines: [] };
        await sleep(PAUSE_MS);
      }
    }
  }
  return end;
}
