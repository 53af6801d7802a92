/** The outputs of stacks: finds the full results, checks them against the state, and closes the run. */
import { z } from "zod";
import { runsDir } from "../../infra/home.ts";
import { printable } from "../../base/printable.ts";
import { reasonsText } from "../../base/reasons.ts";
import { fullResults, outputsOfSummary, writeRun, type FullResults } from "../../results/archive/index.ts";
import { runDir } from "../../results/archive/layout.ts";
import { ResultsError } from "../../results/errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { summarySchema } from "../../results/schema/summary.ts";
import type { Context } from "../context.ts";
import type { StackEngine } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { measuredCells } from "../engines/engine.ts";
import { EXIT, type ExitCode } from "../exit.ts";

/**
 * The full results of a stack; `undefined` if it has no outputs, because it is not up or its update failed.
 * @param orSummary where the archived results are not those that were measured, return the summary and say so
 */
export async function stackResults(
  { home }: Pick<Context, "home">,
  engine: StackEngine,
  stack: string,
  { orSummary = false } = {},
): Promise<FullResults | undefined> {
  const raw = await engine.outputs(stack);
  if (!raw || Object.keys(raw).length === 0) return undefined;
  try {
    return await fullResults(`The outputs of \`${stack}\``, raw, runsDir(home));
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    const { code, message } = error;
    const { data: summary } = summarySchema.safeParse(raw);
    if (orSummary && summary && !FOREIGN.includes(code))
      return { outputs: outputsOfSummary(summary, message), missing: message };
    if (!FOREIGN.includes(code)) throw error;
    const advice = `Bring the stack up again with \`stackmark up ${stack}\`.`;
    const exit = { exitCode: EXIT.unexpected, cause: error };
    throw new CliError("STACK_OUTPUTS_FOREIGN", `${message}\n${advice}`, exit);
  }
}

const FOREIGN = ["RESULTS_FOREIGN_FILE", "RESULTS_SCHEMA_VERSION", "RESULTS_INVALID"];

const namedCellsSchema = z.object({
  runId: z.string(),
  load: z.array(z.object({ cell: z.string(), runId: z.string(), digest: z.string().nullish() })),
});

/**
 * Why the outputs do not belong to the cells in the state; `undefined` if they do, or if there are none. An interrupted
 * update leaves the outputs of the update before it.
 */
export async function staleness(engine: StackEngine, stack: string): Promise<string | undefined> {
  const { data: outputs } = namedCellsSchema.safeParse(await engine.outputs(stack));
  if (!outputs) return undefined;
  const inState = measuredCells(await engine.resources(stack));
  const isStale = ({ cell, runId, digest }: (typeof outputs.load)[number]): boolean => {
    const now = inState.get(cell);
    if (now?.runId !== runId) return true;
    return typeof digest === "string" && now.digest !== null && now.digest !== digest;
  };
  const stale = outputs.load.filter(isStale).map(({ cell }) => cell);
  const missing = [...inState].flatMap(([cell, now]) =>
    now === null || outputs.load.some((output) => output.cell === cell) ? [] : [cell],
  );
  const cells = [...stale, ...missing];
  if (cells.length === 0) return undefined;
  return `The outputs of \`${stack}\` (run ${outputs.runId}) do not include its newest ${cells.length === 1 ? "cell" : "cells"} ${cells.join(", ")}, because an update was interrupted. Run \`npx stackmark up ${stack}\` to update them.`;
}

/** Cells in the state that were stopped before they ran. */
export async function cellsNotRun(engine: StackEngine, stack: string): Promise<string[]> {
  const cells = measuredCells(await engine.resources(stack));
  return [...cells].flatMap(([cell, measured]) => (measured === null ? [cell] : []));
}

/**
 * Closes the run in the archive unless the program did so, and returns its folder. If the operating system refuses, or if
 * the results are not in this archive, it says so, and the rest of the command goes on.
 */
export async function archive(
  context: Context,
  { outputs, missing }: FullResults,
  labels: Labels,
): Promise<{ dir: string; codes: ExitCode[] }> {
  const dir = runDir(runsDir(context.home), outputs.runId);
  if (missing !== undefined) {
    context.stderr.write(printable(`${missing}\n`));
    return { dir, codes: [] };
  }
  try {
    await writeRun(runsDir(context.home), outputs, labels);
    return { dir, codes: [] };
  } catch (error) {
    if (!(error instanceof ResultsError) || error.code !== "RESULTS_IO") throw error;
    const kept = `its cells stay there; once that is solved, \`stackmark up ${outputs.stack}\` closes it`;
    context.stderr.write(printable(`the run in ${dir} was not closed: ${error.message}; ${kept}\n`));
    return { dir, codes: [EXIT.unexpected] };
  }
}

/** All cells as the result table shows them: those that were measured, then those that were stopped before they ran. */
export async function shownCells(engine: StackEngine, { stack, load }: StackOutputs) {
  const measured = load.map((output) => ({ cell: output.cell, output, missing: null }));
  const notRun = (await cellsNotRun(engine, stack)).filter((cell) => !load.some((output) => output.cell === cell));
  return [...measured, ...notRun.map((cell) => ({ cell, output: null, missing: "not run: stopped" }))];
}

/** One line for each cell that is not complete, with the reasons. */
export async function cellProblems(engine: StackEngine, { stack, load }: StackOutputs): Promise<string[]> {
  const unfit = load.filter(({ result }) => result.status !== "complete");
  return [
    ...unfit.map(({ cell, result: { status, reasons } }) => {
      return `${stack} ${cell}: ${status}: ${reasonsText(reasons.map(({ message }) => message))}`;
    }),
    ...(await cellsNotRun(engine, stack)).map((cell) => `${stack} ${cell}: not run: stopped`),
  ];
}
