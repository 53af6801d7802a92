/** The outputs of stacks: checks them against their schema and the state, and archives them. */
import { flatIssues, issueText } from "../../base/issues.ts";
import { runsDir } from "../../infra/home.ts";
import { printable } from "../../base/printable.ts";
import { writeRun } from "../../results/archive/index.ts";
import { runDir } from "../../results/archive/layout.ts";
import { ResultsError } from "../../results/errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import { outputsSchema, type StackOutputs } from "../../results/schema/outputs.ts";
import type { Context } from "../context.ts";
import type { StackEngine } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { measuredRuns } from "../engines/engine.ts";
import { EXIT, type ExitCode } from "../exit.ts";

/** A stack's outputs; `undefined` if it has none, because it is not up or its update failed. */
export async function stackOutputs(engine: StackEngine, stack: string): Promise<StackOutputs | undefined> {
  const raw = await engine.outputs(stack);
  if (!raw || Object.keys(raw).length === 0) return undefined;
  const parsed = outputsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = flatIssues(parsed.error.issues).map((issue) => `  - ${issue.path.join(".")}: ${issueText(issue)}`);
  throw new CliError(
    "STACK_OUTPUTS_FOREIGN",
    `The outputs of \`${stack}\` do not match the format of this version of Stackmark:\n${issues.slice(0, 20).join("\n")}\nBring the stack up again with \`stackmark up ${stack}\`.`,
    { exitCode: EXIT.unexpected },
  );
}

/**
 * Why the outputs do not belong to the cells in the state; `undefined` if they do. An interrupted update leaves the
 * outputs of the update before it.
 */
export async function staleness(engine: StackEngine, outputs: StackOutputs): Promise<string | undefined> {
  const runs = measuredRuns(await engine.resources(outputs.stack));
  const stale = outputs.load.filter(({ cell, runId }) => runs.get(cell) !== runId);
  const measured = [...runs].flatMap(([cell, runId]) => (runId === null ? [] : [cell]));
  const missing = measured.filter((cell) => !outputs.load.some((output) => output.cell === cell));
  const cells = [...stale.map(({ cell }) => cell), ...missing];
  if (cells.length === 0) return undefined;
  return `The outputs of \`${outputs.stack}\` (run ${outputs.runId}) do not include its newest ${cells.length === 1 ? "cell" : "cells"} ${cells.join(", ")}, because an update was interrupted. Run \`npx stackmark up ${outputs.stack}\` to update them.`;
}

/** Cells in the state that were stopped before they ran. */
export async function cellsNotRun(engine: StackEngine, stack: string): Promise<string[]> {
  const runs = measuredRuns(await engine.resources(stack));
  return [...runs].flatMap(([cell, runId]) => (runId === null ? [cell] : []));
}

/**
 * Closes the run in the archive, which already has its cells, and returns its folder. If the operating system refuses, it
 * says what is missing and what stays, so that the rest of the command goes on.
 */
export async function archive(
  context: Context,
  outputs: StackOutputs,
  labels: Labels,
): Promise<{ dir: string; codes: ExitCode[] }> {
  const dir = runDir(runsDir(context.home), outputs.runId);
  try {
    await writeRun(runsDir(context.home), outputs, labels);
    return { dir, codes: [] };
  } catch (error) {
    if (!(error instanceof ResultsError) || error.code !== "RESULTS_IO") throw error;
    const kept = `its cells stay there and in the outputs of ${outputs.stack}; once that is solved, \`stackmark up ${outputs.stack}\` closes it`;
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
      return `${stack} ${cell}: ${status}: ${reasons.map(({ message }) => message).join("; ")}`;
    }),
    ...(await cellsNotRun(engine, stack)).map((cell) => `${stack} ${cell}: not run: stopped`),
  ];
}
