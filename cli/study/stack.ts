/** Brings one stack up in several variants, one after the other, each measured in a run of its own, then destroys it. */
import { systemCode } from "../../base/errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { Plan } from "../../infra/topology/plan.ts";
import { capOf } from "../budget/caps.ts";
import type { Context } from "../context.ts";
import { requireClouds } from "../doctor/clouds.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import { isUp, type EngineOptions, type StackEngine } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import type { ExitCode } from "../exit.ts";
import type { Guard } from "../guard.ts";
import { StackProgress } from "../progress/stack-progress.ts";
import { engineOfRun, upAndArchive, type Measured } from "../measure.ts";
import { writeVariant, type Variant } from "./variant.ts";

export interface StudyOptions extends EngineOptions {
  /** Does not destroy the stack. */
  keep?: true;
}

export interface StudyRun extends Variant {
  /** What the line of progress begins with. */
  head: string;
  labels: Labels;
}

export type MeasureRun = (run: StudyRun) => Promise<Measured>;

/**
 * Whether a stack may be brought up for a study, which destroys it at the end: so it must not be up already, unless it is
 * kept, and no cloud may refuse it.
 * @throws {CliError} STACK_ALREADY_UP; as `requireClouds` does
 */
export async function requireStartable(context: Context, plan: Plan, { keep, engine }: StudyOptions): Promise<void> {
  const { stack } = plan;
  const isStackUp = async (): Promise<boolean> => isUp(await pickEngine(context, stack, engine), stack);
  if (!keep && (await isStackUp()))
    throw new CliError(
      "STACK_ALREADY_UP",
      `Nothing was started, because a study destroys its stack at the end, and ${stack} was brought up before.\n` +
        `\`stackmark destroy ${stack}\` deletes it; with \`--keep\`, the study leaves it up, as its last variant.`,
    );
  await requireClouds(context, [plan], { isUp: isStackUp });
}

/** @returns exit codes of the end of the stack, which comes whatever ends the work; none if it is kept */
export async function withStack(
  context: Context,
  { plan, options, guard }: { plan: Plan; options: StudyOptions; guard: Guard },
  work: (measure: MeasureRun) => Promise<void>,
): Promise<ExitCode[]> {
  const { stack } = plan;
  const engine = await pickEngine(context, stack, options.engine);
  const codes: ExitCode[] = [];
  let isOthers = false;
  guard.watch(stack);
  const limit = capOf(context, plan, await engine.resources(stack), { destroyOnCap: options.keep ? undefined : true });
  using _cap = limit && guard.cap(limit.limitMs, limit.text);
  try {
    await work((run) => measureRun(context, run, options, guard));
  } catch (error) {
    // Another command works on it, so it is not this one's to destroy.
    isOthers = systemCode(error) === "STATE_LOCKED";
    throw error;
  } finally {
    if (options.keep) context.stdout.write(`${stack} is still up: \`stackmark destroy ${stack}\` deletes it\n`);
    // Not with the guard's signal: the stack of an interrupted study is still destroyed completely.
    else if (!isOthers) codes.push(...(await destroyStack(context, engine, plan)));
  }
  return codes;
}

async function destroyStack(outer: Context, engine: StackEngine, plan: Plan): Promise<ExitCode[]> {
  const { line, context, progress } = progressOf(outer, engine, plan.stack, plan);
  progress?.begin("destroying");
  const { signal } = new AbortController();
  const { codes, summary } = await destroyAndCheck(context, engine, plan.stack, { signal, progress });
  if (progress) line.keep(summary);
  return codes;
}

/** A line for what happens to the stack; the real CLI prints its own progress, which it would garble. */
function progressOf(outer: Context, { name }: StackEngine, head: string, plan: Plan) {
  const line = new StackProgress(outer.stdout, head, plan);
  const context = { ...outer, stderr: line.above(outer.stderr) };
  return { line, context, progress: name === "pulumi" ? undefined : line };
}

async function measureRun(
  outer: Context,
  { plan, text, head, labels }: StudyRun,
  options: StudyOptions,
  guard: Guard,
): Promise<Measured> {
  const { stack } = plan;
  const configFile = await writeVariant(outer, stack, text);
  const run = await engineOfRun(outer, stack, options);
  const { context, progress } = progressOf(outer, run.engine, head, plan);
  progress?.begin("deploying");
  try {
    return await upAndArchive(context, stack, run, { labels, guard, progress, configFile });
  } finally {
    progress?.keep();
  }
}
