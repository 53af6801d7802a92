/** What a user may name as a run: a file, a run in the archive, or a stack, live or destroyed. */
import { runsDir } from "../infra/home.ts";
import { findSource, type Source } from "../results/source.ts";
import { knownStacks, type Context } from "./context.ts";
import type { EngineChoice } from "./engines/engine.ts";
import { pickEngine } from "./engines/pick.ts";

export const sourceOf = (context: Context, name: string, engine: EngineChoice): Promise<Source> =>
  findSource(name, {
    runsDir: runsDir(context.home),
    live: async (stack) => {
      if (!knownStacks(context.root).includes(stack)) return null;
      const outputs = await (await pickEngine(context, stack, engine)).outputs(stack);
      return outputs && Object.keys(outputs).length > 0 ? outputs : null;
    },
  });
