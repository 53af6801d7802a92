import { pinnedBaseline } from "../compare/baseline.ts";
import { parseShow, showComparisons, type ShowOptions } from "../compare/show.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT, foremost } from "../exit.ts";
import { sourceOf } from "../sources.ts";

export interface DiffOptions extends EngineOptions, ShowOptions {
  /** The first side is the run that was pinned. */
  baseline?: true;
}

/** Each of the others against the first, or against the pinned baseline. */
export async function diff(context: Context, names: string[], options: DiffOptions): Promise<number> {
  const show = parseShow(options);
  if (names.length < (options.baseline ? 1 : 2))
    throw new CliError(
      "OPTION_INVALID",
      "A comparison takes two runs: name both, or one and --baseline (see `stackmark baseline set`).",
    );
  const all = options.baseline ? [(await pinnedBaseline(context.home)).runId, ...names] : names;
  const outputs = [];
  for (const name of all) outputs.push((await sourceOf(context, name, options.engine)).outputs);
  const [baseline, ...others] = outputs;
  return foremost([EXIT.ok, ...(await showComparisons(context, baseline!, others, show))]);
}
