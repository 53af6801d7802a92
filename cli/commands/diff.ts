import { Command } from "commander";
import { deadlineOption, engineOption, run } from "../command-line.ts";
import { pinnedBaseline } from "../compare/baseline.ts";
import { diffLive, type LiveOptions } from "../compare/live.ts";
import { parseShow, showComparisons, type ShowOptions } from "../compare/show.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { sourceOf } from "../results/sources.ts";

interface DiffOptions extends EngineOptions, ShowOptions {
  /** The first side is the pinned run. */
  baseline?: true;
}

export const command = new Command("diff")
  .argument("[runs...]")
  .addOption(engineOption())
  .option("--baseline", "compare with the run that `stackmark baseline set` pinned")
  .option("--json", "print the comparison as JSON, or several as a list")
  .option("--markdown", "print it as Markdown, for a pull request")
  .option("--anyway", "compare despite different provenance, vantage, specification or scenario; the output says so")
  .option("--fail-on <verdict>", "exit with code 4 on `worse`, or on `worse:METRIC`, which makes that metric a primary")
  .option("--change <percent>", "show how many repeats it takes to find a change this large (default: the margin)")
  .option("--live", "bring both stacks up, keep them up, and measure them in turns: A B B A ...")
  .option("--repeats <n>", "with --live: how often to measure each", "10")
  .option("--keep", "with --live: do not destroy the stacks that it brought up")
  .addOption(deadlineOption())
  .action(
    run((context, names: string[], { live, ...options }: DiffOptions & LiveOptions & { live?: true }) =>
      live ? diffLive(context, names, options) : diff(context, names, options),
    ),
  );

/** Each of the others against the first, or against the pinned baseline. */
async function diff(context: Context, names: string[], options: DiffOptions): Promise<number> {
  const show = parseShow(options);
  if (names.length < (options.baseline ? 1 : 2))
    throw new CliError(
      "OPTION_INVALID",
      "A comparison requires two runs: name both, or one and --baseline (see `stackmark baseline set`).",
    );
  const all = options.baseline ? [(await pinnedBaseline(context.home)).runId, ...names] : names;
  const outputs = [];
  for (const name of all) outputs.push((await sourceOf(context, name, options.engine)).outputs);
  const [baseline, ...others] = outputs;
  return exitCodeOf([EXIT.ok, ...(await showComparisons(context, baseline!, others, show))]);
}
