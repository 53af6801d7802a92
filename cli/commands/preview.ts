import { Command } from "commander";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { EXIT } from "../exit.ts";
import { startGuard } from "../guard.ts";
import { briefCostLines } from "../plan/costs.ts";
import { plansOf } from "../stacks/plans.ts";

export const command = new Command("preview").argument("<stack>").addOption(engineOption()).action(run(preview));

const DEADLINE_MS = 3_600_000;

async function preview(context: Context, stack: string, options: EngineOptions): Promise<number> {
  const plans = await plansOf(context, [stack], "up");
  requireEngine(context, plans, options.engine);
  const engine = await pickEngine(context, stack, options.engine);
  using guard = startGuard(context, DEADLINE_MS);
  const outcome = await engine.preview(stack, { signal: guard.signal });
  const costs = { table: currentPrices(context.home), nowMs: Date.now() };
  for (const plan of plans)
    context.stdout.write(
      briefCostLines(plan, costs)
        .map((line) => `${line}\n`)
        .join(""),
    );
  return guard.code() ?? (outcome.result === "succeeded" ? EXIT.ok : EXIT.unexpected);
}
