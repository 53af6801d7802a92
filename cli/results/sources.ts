/** Finds the run that a user named: a file, a run in the archive, or a stack, live or destroyed. */
import { runsDir } from "../../infra/home.ts";
import { findSource, type Source } from "../../results/archive/find-source.ts";
import { knownStacks } from "../stacks/names.ts";
import { type Context } from "../context.ts";
import type { EngineChoice } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { stackOutputs, staleness } from "./outputs.ts";

export const sourceOf = (context: Context, name: string, engine: EngineChoice): Promise<Source> =>
  findSource(name, {
    runsDir: runsDir(context.home),
    live: async (stack) => {
      if (!knownStacks(context.root).includes(stack)) return null;
      const from = await pickEngine(context, stack, engine);
      const outputs = await stackOutputs(from, stack);
      const stale = outputs && (await staleness(from, outputs));
      if (stale) throw new CliError("STACK_OUTPUTS_STALE", stale);
      return outputs ?? null;
    },
  });
