import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { EXIT } from "../exit.ts";
import { guard } from "../guard.ts";
import { plansOf } from "../validate.ts";

const anHour = 3_600_000;

export async function preview(context: Context, stack: string, options: EngineOptions): Promise<number> {
  requireEngine(context, await plansOf(context, [stack], "up"), options.engine);
  const engine = await pickEngine(context, stack, options.engine);
  using ends = guard(context, anHour);
  const outcome = await engine.preview(stack, { signal: ends.signal });
  return ends.code() ?? (outcome.result === "succeeded" ? EXIT.ok : EXIT.unexpected);
}
