/** What came out of a stack: its outputs checked against their schema, and put into the archive. */
import { runsDir } from "../infra/home.ts";
import { writeRun } from "../results/archive/index.ts";
import { outputsSchema, type StackOutputs } from "../results/schema/outputs.ts";
import type { Context } from "./context.ts";
import type { StackEngine } from "./engines/engine.ts";
import { CliError } from "./errors.ts";
import { measuredRuns } from "./engines/state.ts";
import { EXIT } from "./exit.ts";

/** A stack's outputs, or undefined where it has none (not up, or its update failed). */
export async function stackOutputs(engine: StackEngine, stack: string): Promise<StackOutputs | undefined> {
  const raw = await engine.outputs(stack);
  if (!raw || Object.keys(raw).length === 0) return undefined;
  const parsed = outputsSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `  - ${issue.path.join(".")}: ${issue.message}`);
  throw new CliError(
    "STACK_OUTPUTS_FOREIGN",
    `The outputs of \`${stack}\` are not what this version of Stackmark writes:\n${issues.slice(0, 20).join("\n")}\nBring the stack up again with \`stackmark up ${stack}\`.`,
    { exitCode: EXIT.unexpected },
  );
}

/**
 * Why outputs are not those of the cells in the state, or undefined where they are: an update that was cut off leaves
 * the outputs of the one before.
 */
export async function staleness(engine: StackEngine, outputs: StackOutputs): Promise<string | undefined> {
  const runs = measuredRuns(await engine.resources(outputs.stack));
  const stale = outputs.load.filter(({ cell, runId }) => runs.get(cell) !== runId);
  const missing = [...runs.keys()].filter((cell) => !outputs.load.some((output) => output.cell === cell));
  const cells = [...stale.map(({ cell }) => cell), ...missing];
  if (cells.length === 0) return undefined;
  return `The outputs of \`${outputs.stack}\` (run ${outputs.runId}) are older than its cells ${cells.join(", ")}: an update was cut off. \`npx stackmark up ${outputs.stack}\` brings both together.`;
}

/** Closes the run in the archive; the cells are there already. */
export async function archive(context: Context, outputs: StackOutputs): Promise<string> {
  return (await writeRun(runsDir(context.home), outputs)).dir;
}

/** Lines on cells that are no evidence, for the end of a command; empty where all are complete. */
export const cellProblems = (outputs: StackOutputs): string[] =>
  outputs.load
    .filter(({ result }) => result.status !== "complete")
    .map(
      ({ cell, result }) =>
        `${outputs.stack} ${cell}: ${result.status}: ${result.reasons.map((r) => r.message).join("; ")}`,
    );
