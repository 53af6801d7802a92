/** `stackmark baseline ...`: the run that `diff --baseline` compares with. */
import { pin, pinnedBaseline, unpin } from "../compare/baseline.ts";
import { requireHome, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { EXIT } from "../exit.ts";
import { sourceOf } from "../sources.ts";

export async function set(context: Context, name: string, options: EngineOptions): Promise<number> {
  requireHome(context);
  const { runId, stack } = await pin(context.home, await sourceOf(context, name, options.engine));
  context.stdout.write(`baseline: ${runId} (stack ${stack})\n`);
  return EXIT.ok;
}

export async function show(context: Context): Promise<number> {
  const { runId, stack, setAt } = await pinnedBaseline(context.home);
  context.stdout.write(`baseline: ${runId} (stack ${stack}), set ${setAt}\n`);
  return EXIT.ok;
}

export async function clear(context: Context): Promise<number> {
  await unpin(context.home);
  context.stdout.write("no baseline is set now\n");
  return EXIT.ok;
}
