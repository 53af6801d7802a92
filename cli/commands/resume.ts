import { Command } from "commander";
import { formatDuration } from "../../base/duration.ts";
import { printable } from "../../base/printable.ts";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { EXIT } from "../exit.ts";
import { changePower } from "../power/change.ts";
import { awaitEndpoint } from "../power/endpoint.ts";
import { plansOf } from "../stacks/plans.ts";

export const command = new Command("resume").argument("<stack>").addOption(engineOption()).action(run(resume));

async function resume(context: Context, stack: string, options: EngineOptions): Promise<number> {
  const plan = (await plansOf(context, [stack]))[0]!;
  const engine = await pickEngine(context, stack, options.engine);
  const failed = await changePower(context, engine, plan, "running");
  if (failed > 0) return EXIT.unexpected;
  const { endpoints = {} } = ((await engine.outputs(stack)) ?? {}) as { endpoints?: Record<string, string> };
  for (const [name, url] of Object.entries(endpoints)) {
    const { isUp, afterMs, problem } = await awaitEndpoint(url);
    const state = isUp ? `answers after ${formatDuration(afterMs)}` : `does not answer: ${problem}`;
    (isUp ? context.stdout : context.stderr).write(`${printable(`${name}  ${url} ${state}`)}\n`);
    if (!isUp) return EXIT.unexpected;
  }
  return EXIT.ok;
}
