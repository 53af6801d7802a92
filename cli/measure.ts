/** One update of a stack in a run of its own: brings it up, measures it and archives the results. */
import pc from "picocolors";
import type { Display } from "@stackmark/engine/display";
import type { Labels } from "@stackmark/loadgen/schema";
import { printable } from "../base/printable.ts";
import { runsDir } from "../infra/home.ts";
import { newRunId } from "../infra/load/run-id.ts";
import { listRuns } from "../results/archive/index.ts";
import type { StackOutputs } from "../results/schema/outputs.ts";
import type { Context } from "./context.ts";
import type { EngineOptions, OperationOutcome, RunOptions, StackEngine } from "./engines/engine.ts";
import { pickEngine } from "./engines/pick.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { stopCodes, type Guard } from "./guard.ts";
import { archive, cellProblems, cellsNotRun, stackResults } from "./results/outputs.ts";

/** An engine whose updates measure in a run of their own. */
export interface RunEngine {
  engine: StackEngine;
  runId: string;
}

export async function engineOfRun(context: Context, stack: string, { engine }: EngineOptions): Promise<RunEngine> {
  const runId = newRunId(stack);
  const ofRun = { ...context, env: { ...context.env, STACKMARK_RUN_ID: runId } };
  return { engine: await pickEngine(ofRun, stack, engine), runId };
}

export interface MeasureOptions extends Pick<RunOptions, "configFile"> {
  labels: Labels;
  guard: Guard;
  /** Default: the engine's own. */
  progress?: Display & { ended(result: OperationOutcome["result"]): void };
}

export interface Measured {
  /** `undefined`: the update did not succeed, or nothing was measured. */
  outputs?: StackOutputs;
  codes: ExitCode[];
}

/** @param run of {@link engineOfRun} */
export async function upAndArchive(
  context: Context,
  stack: string,
  { engine, runId }: RunEngine,
  { labels, guard, progress, configFile }: MeasureOptions,
): Promise<Measured> {
  const measured: Measured = { codes: [] };
  const outcome = await engine.up(stack, { signal: guard.signal, progress, configFile });
  progress?.ended(outcome.result);
  if (outcome.result === "failed") measured.codes.push(EXIT.unexpected);
  measured.codes.push(...stopCodes(stack, guard));
  if (outcome.result !== "succeeded") {
    await reportKeptRun(context, runId);
    return measured;
  }
  const results = await stackResults(context, engine, stack);
  if (!results) return measured;
  measured.codes.push(...(await archive(context, results, labels)).codes);
  measured.outputs = results.outputs;
  // The summary says what else is wrong with cells.
  for (const cell of await cellsNotRun(engine, stack))
    context.stderr.write(pc.yellow(printable(`${stack} ${cell}: not run: stopped\n`)));
  if ((await cellProblems(engine, results.outputs)).length > 0) measured.codes.push(EXIT.invalid);
  return measured;
}

async function reportKeptRun(context: Context, runId: string): Promise<void> {
  const run = (await listRuns(runsDir(context.home))).find((candidate) => candidate.runId === runId);
  if (run) context.stderr.write(`results until then are kept: ${run.dir}\n`);
}
