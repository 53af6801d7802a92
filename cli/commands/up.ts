import { askForRun } from "../../infra/load/run-id.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { parseDurationMs, showDuration } from "../duration.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { EXIT, foremost, type ExitCode } from "../exit.ts";
import { guard } from "../guard.ts";
import { archive, cellProblems, stackOutputs } from "../measured.ts";
import { printable } from "../terminal.ts";
import { plansOf } from "../validate.ts";

interface UpOptions extends EngineOptions {
  deadline: string;
}

export async function up(context: Context, stack: string, options: UpOptions): Promise<number> {
  const deadlineMs = parseDurationMs(options.deadline, "--deadline");
  requireEngine(context, await plansOf(context, [stack], "up"), options.engine);
  const engine = await pickEngine(context, stack, options.engine);
  using ends = guard(context, deadlineMs);
  ends.watch(stack);
  const outcome = await engine.up(stack, { signal: ends.signal });
  const codes: ExitCode[] = [];
  if (outcome.result === "failed") codes.push(EXIT.unexpected);
  const outputs = outcome.result === "succeeded" ? await stackOutputs(engine, stack) : undefined;
  if (outputs) {
    const dir = await archive(context, outputs);
    const problems = cellProblems(outputs);
    if (problems.length > 0) {
      codes.push(EXIT.invalid);
      context.stderr.write(`${printable(problems.join("\n"))}\n`);
    }
    context.stdout.write(`${stack} is up after ${showDuration(outcome.durationMs)}; results: ${dir}\n`);
    for (const [name, url] of Object.entries(outputs.endpoints)) context.stdout.write(`  ${name}  ${url}\n`);
  }
  const ended = ends.code();
  return foremost(ended === undefined ? codes : [...codes, ended]);
}

/** A new run id makes every cell a new one: the load runs again on what is up. */
export async function runAgain(context: Context, stack: string, options: UpOptions): Promise<number> {
  requireEngine(context, await plansOf(context, [stack], "up"), options.engine);
  await askForRun(stack);
  return up(context, stack, options);
}
