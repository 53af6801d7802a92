import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { poolStacks } from "../../results/compare/index.ts";
import { deadlineOption, engineOption, run } from "../command-line.ts";
import { pinnedBaseline } from "../compare/baseline.ts";
import { diffLive, type LiveOptions } from "../compare/live.ts";
import { newestComparison, recordComparison } from "../compare/newest.ts";
import { parseShow, showComparisons, type ShowOptions } from "../compare/show.ts";
import type { Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { junitOption } from "../results/junit.ts";
import { labelOption } from "../results/labels.ts";
import { sourceOf } from "../results/sources.ts";

interface DiffOptions extends EngineOptions, ShowOptions {
  /** The first side is the pinned run. */
  baseline?: true;
}

export const command = new Command("diff")
  .argument("[runs...]", "runs, stacks or JSON files, the baseline first; default: the newest comparison")
  .addOption(engineOption())
  .option("--baseline", "compare with the run that `stackmark baseline set` pinned")
  .option("--all", "show everything: all metrics, latency by endpoint, infrastructure, costs, primaries and notes")
  .option("--json", "print the comparison as JSON, or several as a list")
  .option("--markdown", "print it as Markdown, for a pull request")
  .addOption(junitOption())
  .option("--anyway", "compare despite different provenance, vantage, specification or scenario; the output says so")
  .option("--fail-on <verdict>", "exit with code 4 on `worse`, or on `worse:METRIC`, which makes that metric a primary")
  .option(
    "--assumed-spread <percent>",
    "assume that latencies of runs vary this much where a side has one run, and rates half as much (default: as in the archive, else 20)",
  )
  .option("--change <percent>", "show how many repeats it takes to find a change this large (default: the margin)")
  .option("--live", "bring both stacks up, keep them up, and measure them in turns: A B B A ...")
  .option("--repeats <n>", "with --live: how often to measure each (default: 10)")
  .option("--keep", "with --live: do not destroy the stacks that it brought up")
  .option("-v, --verbose", "with --live: show every resource")
  .addOption(labelOption("with --live: label of every run, such as ticket=1234"))
  .addOption(deadlineOption())
  .action(
    run((context, names: string[], { live, ...options }: DiffOptions & LiveOptions & { live?: true }, own: Command) => {
      if (live) return diffLive(context, names, options);
      requireNoneOf(own, LIVE_OPTIONS);
      return diff(context, names, options);
    }),
  );

const LIVE_OPTIONS = ["repeats", "keep", "verbose", "label", "deadline"];

/** @throws {CliError} OPTION_INVALID with every option that only `--live` has */
function requireNoneOf(own: Command, names: readonly string[]): void {
  const given = names.filter((name) => own.getOptionValueSource(name) === "cli");
  if (given.length === 0) return;
  throw new CliError("OPTION_INVALID", given.map((name) => `--${name}: requires --live`).join("\n"));
}

/** Each of the others against the first, or against the pinned baseline. Without names, the newest comparison. */
async function diff(context: Context, names: string[], options: DiffOptions): Promise<number> {
  const show = parseShow(options);
  const all = await namesOf(context, names, options.baseline ?? false);
  const sources = [];
  for (const name of all.names) sources.push(await sourceOf(context, name, options.engine));
  for (const { name, missing } of sources)
    if (missing !== undefined) context.stderr.write(printable(`! ${name}: ${missing}\n`));
  const outputs = sources.map((source) => source.outputs);
  const sides = all.isPooled ? poolStacks(outputs) : outputs;
  const [baseline, ...others] = sides;
  if (names.length === 0)
    context.stderr.write(printable(`newest comparison: ${sides.map(({ runId }) => runId).join(" → ")}\n`));
  const codes = await showComparisons(context, baseline!, others, show);
  if (names.length > 0 && sources.every(({ run }) => run)) await recordComparison(context, outputs);
  return exitCodeOf([EXIT.ok, ...codes]);
}

/** @throws {CliError} OPTION_INVALID unless there are two runs to compare */
async function namesOf(context: Context, names: string[], isBaseline: boolean) {
  const baseline = isBaseline ? (await pinnedBaseline(context.home)).runId : undefined;
  if (names.length > (isBaseline ? 0 : 1))
    return { names: [...(baseline === undefined ? [] : [baseline]), ...names], isPooled: false };
  if (names.length === 0) {
    const newest = await newestComparison(context);
    const last = newest.runIds.at(-1)!;
    if (baseline !== undefined && baseline !== last) return { names: [baseline, last], isPooled: false };
    if (baseline === undefined && newest.runIds.length > 1) return { names: newest.runIds, isPooled: newest.isPooled };
  }
  throw new CliError(
    "OPTION_INVALID",
    "A comparison requires two comparable runs: name both, or one and --baseline (see `stackmark baseline set`).",
  );
}
