import { counted } from "../../base/counted.ts";
import { resolve } from "node:path";
import { loadsOf, withLoadOptions } from "@stackmark/loadgen/cli";
import { Command } from "commander";
import { formatDuration } from "../../base/duration.ts";
import { printable, printableLine } from "../../base/printable.ts";
import { redactUrl } from "../../base/url.ts";
import { requireMargins, whyGateCannotDecide } from "../../results/compare/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { namesOf } from "../ab/names.ts";
import { closeRuns, expectedTurnMs, measureInTurns, requireAnswers } from "../ab/run.ts";
import { sideOf, type Side } from "../ab/side.ts";
import { deadlineMs, deadlineOption, run } from "../command-line.ts";
import { refuse } from "../compare/fail-on.ts";
import { recordComparison } from "../compare/newest.ts";
import { parseShow, showComparisons, type Show, type ShowOptions } from "../compare/show.ts";
import { reserveStdout, type Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { startGuard } from "../guard.ts";
import { requireOutput } from "../home.ts";
import { junitOption } from "../results/junit.ts";
import { labelOption, labelsOf, type LabelOptions } from "../results/labels.ts";
import { reportFile, writeReport } from "../results/report.ts";

interface AbOptions extends ShowOptions, LabelOptions {
  repeats: string;
  names?: string;
  deadline: string;
  out?: string;
}

const MAX_REPEATS = 100;

export const command = withLoadOptions(
  new Command("ab")
    .argument("<url-a>", "the baseline: the base URL, or for `get` the URL itself")
    .argument("<url-b>", "the candidate; the same URL twice is an A/A test, which shows how much noise there is")
    .option("--repeats <n>", "how often to measure each, in turns: A B B A ...", "6")
    .option("--names <a,b>", "what to call the sides (default: the parts of the URLs that differ)")
    .option("--all", "show everything: all metrics, latency by endpoint, primaries and notes")
    .option("--json", "print the comparison as JSON, and progress on stderr")
    .option("--markdown", "print it as Markdown, for a pull request")
    .addOption(junitOption())
    .option(
      "--fail-on <verdict>",
      "exit with code 4 on `worse`, or on `worse:METRIC`, which makes that metric a primary",
    )
    .option(
      "--assumed-spread <percent>",
      "with --repeats 1: assume that latencies of runs vary this much, and rates half as much (default: 20)",
    )
    .option("--change <percent>", "show how many repeats it takes to find a change this large (default: the margin)")
    .addOption(labelOption("label of both runs, such as branch=main"))
    .option("--out <file>", "where to write the HTML report")
    .addOption(deadlineOption()),
).action(run(ab));

async function ab(context: Context, urlA: string, urlB: string, options: AbOptions, own: Command): Promise<number> {
  const show = parseShow(options);
  const limitMs = deadlineMs(options.deadline);
  const sides = sidesOf([urlA, urlB], options, own);
  requireDecidable(show, sides[0]!);
  const out = options.out === undefined ? undefined : resolve(options.out);
  if (out !== undefined) requireOutput(out);
  const progress = show.format === "text" ? context : reserveStdout(context);
  using guard = startGuard(context, limitMs, "the turns that had ended are archived");
  await requireAnswers(sides);
  const repeats = Number(options.repeats);
  progress.stdout.write(`${printableLine(heading(sides, repeats))}\n`);
  const codes: ExitCode[] = [];
  try {
    codes.push(...(await measureInTurns(progress, sides, repeats, guard)));
  } catch (error) {
    await closeRuns(context, sides);
    throw error;
  }
  const runs = await closeRuns(context, sides);
  const ended = [...codes, guard.code()];
  return exitCodeOf([...ended, ...(await showResult(context, progress, runs, { show, out, codes: ended }))]);
}

/** @throws LoadError `LOAD_SPEC_INVALID`, {CliError} OPTION_INVALID */
function sidesOf(urls: [string, string], options: AbOptions, own: Command): Side[] {
  const repeats = Number(options.repeats);
  const isCount = Number.isInteger(repeats) && repeats >= 1 && repeats <= MAX_REPEATS;
  const problems = isCount
    ? []
    : [`--repeats: must be a whole number from 1 to ${MAX_REPEATS}, got "${options.repeats}"`];
  const targets = urls.map((url, i) => ({ url, argument: ["<url-a>", "<url-b>"][i]! }));
  const labels = labelsOf(options);
  const loads = loadsOf(own, targets, problems);
  const { names, isSame } = namesOf([loads[0]!.spec.target, loads[1]!.spec.target], options.names);
  const isNoise = "the same URL as the baseline: an A/A test, whose differences are noise";
  return loads.map((load, i) =>
    sideOf(load, names[i]!, { repeats, notes: isSame && i === 1 ? [isNoise] : [], labels }),
  );
}

/** Refuses a gate that no measurement could decide, before anything is measured. */
function requireDecidable({ failOn }: Show, { spec }: Side): void {
  if (failOn?.metric === undefined) return;
  requireMargins([failOn.metric]);
  const recorded = JSON.parse(JSON.stringify(spec)) as Parameters<typeof whyGateCannotDecide>[1];
  const reason = whyGateCannotDecide(failOn.metric, recorded);
  if (reason !== null) refuse(failOn, reason);
}

function heading(sides: readonly Side[], repeats: number): string {
  const [a, b] = sides.map(({ name, spec }) => {
    const url = redactUrl(spec.target);
    return url.replace(/\/$/, "").endsWith(`//${name}`) ? name : `${name} (${url})`;
  });
  const count = `${counted(repeats, "turn")} each`;
  const time = formatDuration(sides.reduce((sum, side) => sum + repeats * expectedTurnMs(side), 0));
  const same = sides.some(({ notes }) => notes.length > 0)
    ? "; the same URL twice is an A/A test: any difference is noise"
    : "";
  return `${a} against ${b}: ${count}, about ${time}${same}`;
}

/**
 * Prints the comparison and writes the report.
 * @throws {CliError} NO_COMPARISON, with `codes`, if a side has nothing
 */
async function showResult(
  context: Context,
  progress: Context,
  [a, b]: (StackOutputs | undefined)[],
  { show, out, codes }: { show: Show; out: string | undefined; codes: readonly (ExitCode | undefined)[] },
): Promise<ExitCode[]> {
  const kept = a ?? b;
  if (!a || !b) {
    const message = kept ? `only ${kept.stack} was measured; it is kept as run ${kept.runId}` : "nothing was measured";
    throw new CliError("NO_COMPARISON", message, { exitCode: exitCodeOf(codes) || EXIT.invalid });
  }
  progress.stdout.write("\n");
  const verdicts = await showComparisons(context, a, [b], show);
  await recordComparison(context, [a, b]);
  const ids = [a.runId, b.runId];
  const report = await writeReport(context, ids, out ?? reportFile(context.home, ids));
  progress.stdout.write(printable(`\nreport: ${report}\n`));
  const isCrossed = b.load.some(({ result }) => result.thresholds?.some(({ holds }) => !holds));
  return [...verdicts, ...(isCrossed ? [EXIT.threshold] : [])];
}
