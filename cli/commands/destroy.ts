import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { engineOption, run, yesOption } from "../command-line.ts";
import type { Context } from "../context.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { exitCodeOf } from "../exit.ts";
import { startGuard } from "../guard.ts";
import { costSoFar } from "../budget/cost-text.ts";
import { requireStacks } from "../stacks/names.ts";
import { planIfValid } from "../stacks/plans.ts";

export const command = new Command("destroy")
  .argument("<stack>")
  .addOption(engineOption())
  .addOption(yesOption())
  .action(run(destroy));

const DEADLINE_MS = 86_400_000;

async function destroy(context: Context, stack: string, options: EngineOptions): Promise<number> {
  requireStacks(context.root, [stack]);
  const engine = await pickEngine(context, stack, options.engine);
  using guard = startGuard(context, DEADLINE_MS);
  const plan = await planIfValid(context, stack);
  const costs = plan ? costSoFar(context, plan, await engine.resources(stack)) : [];
  for (const line of costs) context.stdout.write(`${stack}: ${printable(line)}\n`);
  const { codes } = await destroyAndCheck(context, engine, stack, { signal: guard.signal });
  return exitCodeOf([...codes, guard.code()]);
}
