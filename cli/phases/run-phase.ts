/** One phase: brings a stack up, measures it, archives the results and destroys it, whatever fails on the way. */
import pc from "picocolors";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { systemCode } from "../../base/errors.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { capOf } from "../budget/caps.ts";
import type { Context } from "../context.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import type { EngineOptions } from "../engines/engine.ts";
import type { ExitCode } from "../exit.ts";
import type { Guard } from "../guard.ts";
import { StackProgress } from "../progress/stack-progress.ts";
import { engineOfRun, upAndArchive } from "../measure.ts";

export interface PhaseOptions extends EngineOptions {
  /** Does not destroy the stack. */
  keep?: true;
  /** Shows every resource instead of one line. */
  verbose?: true;
}

export interface Phase {
  outputs?: StackOutputs;
  /** Of its destroy; `undefined` if it was kept. */
  verdict?: string;
  codes: ExitCode[];
}

/** @param place its number, such as `1/2`, and the width of the longest name among all stacks */
export async function runPhase(
  outer: Context,
  plan: Plan,
  place: { text: string; nameWidth: number },
  options: PhaseOptions & { labels: Labels },
  guard: Guard,
): Promise<Phase> {
  const { stack } = plan;
  const head = `${place.text}  ${stack.padEnd(place.nameWidth)}  ${counted(plan.nodes.length, "node")}`;
  const line = new StackProgress(outer.stdout, head, plan);
  const context = { ...outer, stderr: line.above(outer.stderr) };
  const run = await engineOfRun(context, stack, options);
  const { engine } = run;
  // The real CLI prints its own progress, which a line of ours would garble.
  const progress = options.verbose || engine.name === "pulumi" ? undefined : line;
  if (!progress) context.stdout.write(`\n${pc.bold(heading(plan, place.text))}\n`);
  const phase: Phase = { codes: [] };
  let isOthers = false;
  guard.watch(stack);
  // Phases are destroyed at the end, whatever ends them.
  const limit = capOf(context, plan, await engine.resources(stack), { destroyOnCap: options.keep ? undefined : true });
  using cap = limit && guard.cap(limit.limitMs, limit.text);
  if (limit) line.meter(limit.usdPerHour);
  try {
    progress?.begin("deploying");
    const measured = await upAndArchive(context, stack, run, { labels: options.labels, guard, progress });
    phase.codes.push(...measured.codes);
    phase.outputs = measured.outputs;
  } catch (error) {
    // Another command works on it, so it is not this one's to destroy.
    isOthers = systemCode(error) === "STATE_LOCKED";
    throw error;
  } finally {
    cap?.[Symbol.dispose]();
    if (!options.keep && !isOthers) {
      progress?.begin("destroying");
      // Not with the guard's signal: an interrupted phase is still destroyed completely.
      const destroyed = await destroyAndCheck(context, engine, stack, {
        signal: new AbortController().signal,
        progress,
      });
      phase.codes.push(...destroyed.codes);
      phase.verdict = destroyed.verdict;
      progress?.keep(destroyed.summary);
    } else progress?.keep();
  }
  return phase;
}

function heading({ stack, nodes, load: { cells, levels } }: Plan, place: string): string {
  const loadMs = cells.reduce(
    (sum, cell) => sum + (levels.find((level) => level.name === cell.level)?.durationMs ?? 0),
    0,
  );
  return `Phase ${place}: ${stack} (${counted(nodes.length, "node")}, ${counted(cells.length, "cell")}, ${formatDuration(loadMs)} of load)`;
}
