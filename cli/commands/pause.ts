import { Command } from "commander";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { EXIT } from "../exit.ts";
import { changePower, pausedText } from "../power/change.ts";
import { plansOf } from "../stacks/plans.ts";

export const command = new Command("pause").argument("<stack>").addOption(engineOption()).action(run(pause));

async function pause(context: Context, stack: string, options: EngineOptions): Promise<number> {
  const plan = (await plansOf(context, [stack]))[0]!;
  const engine = await pickEngine(context, stack, options.engine);
  const failed = await changePower(context, engine, plan, "stopped");
  context.stdout.write(`${pausedText(context, plan)}\n\`stackmark resume ${stack}\` starts it again\n`);
  return failed > 0 ? EXIT.unexpected : EXIT.ok;
}
