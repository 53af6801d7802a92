/** Finds the run that a user named: a file, a run in the archive, or a stack, live or destroyed. */
import { runsDir } from "../../infra/home.ts";
import { findSource, type Source } from "../../results/archive/find-source.ts";
import { knownStacks } from "../stacks/names.ts";
import { type Context } from "../context.ts";
import type { EngineChoice } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { stackResults, staleness } from "./outputs.ts";

export const sourceOf = (context: Context, name: string, engine: EngineChoice): Promise<Source> =>
  findSource(name, {
    runsDir: runsDir(context.home),
    live: async (stack) => {
      if (!knownStacks(context.root).includes(stack)) return undefined;
      const from = await pickEngine(context, stack, engine);
      const stale = await staleness(from, stack);
      if (stale) throw new CliError("STACK_OUTPUTS_STALE", stale);
      return stackResults(context, from, stack);
    },
  });
