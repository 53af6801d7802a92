import { CommanderError } from "commander";
import { existsSync } from "node:fs";
import type { Writable } from "node:stream";
import { printableLine } from "../../base/printable.ts";
import { isUnicode, terminalWidth, toAscii } from "../../base/terminal.ts";
import { errorJson, errorText, USAGE, withUsageCode, type ShownError } from "../../base/shown-error.ts";
import { redactUrl } from "../../base/url.ts";
import { onEndSignals } from "../../base/signals.ts";
import { runLoad } from "../coordinator/run-load.ts";
import { LoadStop } from "../coordinator/coordinator.ts";
import { planLoad } from "../coordinator/plan-load.ts";
import { LoadError, type LoadErrorCode } from "../errors.ts";
import { loadPlanText } from "../report/load-plan.ts";
import { summary } from "../report/summary.ts";
import { parseLabels } from "../schema/labels.ts";
import { parseSpec } from "../schema/spec.ts";
import { liveProgress } from "./live.ts";
import { flagOf, loadCommand, writtenAs, type LoadOptions } from "./options.ts";
import { openOutputs } from "./outputs.ts";
import { loadProblems } from "./specs.ts";
import { toSpec } from "./to-spec.ts";
import { watchStops } from "./stops.ts";
import { time } from "./values.ts";
import type { CellResult } from "../schema/cell.ts";
import type { LoadOutcome } from "../schema/outcome.ts";

export { loadCommand, withLoadOptions } from "./options.ts";
export { loadsOf, type CheckedLoad } from "./specs.ts";

/** Exit codes, the same as those of every other command. */
const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  deadline: 3,
  invalid: 98,
  threshold: 99,
  interrupted: 105,
} as const;

/** Errors caused by the arguments. */
const USAGE_ERRORS: ReadonlySet<LoadErrorCode> = new Set([
  "LOAD_SPEC_INVALID",
  "LOAD_SCENARIO_INVALID",
  "LOAD_LIMITS_TOO_LOW",
  "LOAD_OUTPUT_UNWRITABLE",
]);

export interface LoadCliIo {
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number; rows?: number };
  /** Interrupts the load, as a signal to end does: what was measured is kept. */
  signal?: AbortSignal;
}

/**
 * `stackmark load`: runs a load as the arguments say, shows it, and returns the exit code.
 * @param argv the arguments after `load`
 */
export async function runLoadCli(argv: readonly string[], io: LoadCliIo): Promise<number> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  io.signal?.addEventListener("abort", stop);
  using _signals = onEndSignals(stop, () => {
    io.stderr.write("interrupted again: ended at once\n");
    process.exit(EXIT.interrupted);
  });
  try {
    const { spec, options } = readArguments(argv, io);
    if (options.plan === true) {
      const plan = await planLoad(spec);
      io.stdout.write(`${options.json === true ? JSON.stringify(plan, null, 2) : signs(loadPlanText(plan))}\n`);
      return EXIT.ok;
    }
    return await run(spec, options, io, interrupt.signal);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    const shown = explain(error, interrupt.signal.aborted);
    // Commander has printed its message itself.
    if (!(error instanceof CommanderError)) io.stderr.write(errorText(shown));
    if (argv.includes("--json")) io.stdout.write(errorJson(shown));
    return shown.exitCode;
  } finally {
    io.signal?.removeEventListener("abort", stop);
  }
}

const signs = (text: string): string => (isUnicode() ? text : toAscii(text));

/**
 * An error from before the first request.
 * @throws the error, if it is none that a load is known to have
 */
function explain(error: unknown, isInterrupted: boolean): ShownError {
  if (error instanceof CommanderError)
    return { code: USAGE, message: error.message.replace(/^error: /, ""), exitCode: EXIT.usage };
  const code = "LOAD_NOT_BEGUN";
  if (isInterrupted) return { code, message: "interrupted before the load began", exitCode: EXIT.interrupted };
  if (error instanceof LoadStop)
    return { code, message: error.message, exitCode: error.code === "deadline" ? EXIT.deadline : EXIT.interrupted };
  if (!(error instanceof LoadError)) throw error;
  return { code: error.code, message: error.message, exitCode: exitCodeFor(error.code) };
}

function exitCodeFor(code: LoadErrorCode): number {
  if (code === "LOAD_TARGET_UNRESOLVED") return EXIT.invalid;
  return USAGE_ERRORS.has(code) ? EXIT.usage : EXIT.unexpected;
}

/** Checks everything before anything is started; throws what commander throws for `--help`. */
function readArguments(argv: readonly string[], io: LoadCliIo): { spec: unknown; options: LoadOptions } {
  const command = loadCommand().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    outputError: (text, write) => write(withUsageCode(text)),
  });
  command.parse([...argv], { from: "user" });
  const options = command.opts<LoadOptions>();
  const unknown = command.args.filter((argument) => argument.startsWith("-"));
  const [url = "", ...excess] = command.args.filter((argument) => !argument.startsWith("-"));
  const problems = unknown.map((argument) => `unknown option ${argument}; see --help`);
  if (unknown.length === 0) problems.push(...excess.map((argument) => `unexpected argument ${redactUrl(argument)}`));
  problems.push(...loadProblems(command), ...stopProblems(options), ...parseLabels(options.label).problems);
  const spec = toSpec(url, options);
  parseSpec(spec, { nameOf: flagOf, writtenAs: writtenAs(options), problems });
  return { spec, options };
}

function stopsOf({ deadline, stopFile }: LoadOptions): {
  deadlineMs: number | undefined;
  stopFile: string | undefined;
} {
  return { deadlineMs: deadline === undefined ? undefined : Number(time(deadline)), stopFile };
}

function* stopProblems({ deadline, stopFile, metricsPort, export: receiver }: LoadOptions): Generator<string> {
  if (deadline !== undefined && !(Number(time(deadline)) > 0))
    yield `--deadline: must be a duration such as 90s or 3m, got "${deadline}"`;
  if (stopFile !== undefined && existsSync(stopFile))
    yield `--stop-file: ${stopFile} is there already; remove it first`;
  if (metricsPort !== undefined && !/^\d{1,5}$/.test(metricsPort)) {
    yield `--metrics-port: must be a port, got "${metricsPort}"`;
  }
  if (receiver !== undefined && !/^https?:$/.test(URL.parse(receiver)?.protocol ?? ""))
    yield `--export: must be an http or https URL such as http://prometheus:9090/api/v1/write, got "${redactUrl(receiver)}"`;
}

async function run(spec: unknown, options: LoadOptions, io: LoadCliIo, signal: AbortSignal): Promise<number> {
  const live = options.quiet === true ? undefined : liveProgress(io.stderr);
  const outputs = await openOutputs(options).catch((error: unknown) => {
    // For whoever keeps only stdout, in place of the summary.
    if (options.json !== true) io.stdout.write("no load was run\n");
    throw error;
  });
  const stopped = new AbortController();
  const stops = watchStops(stopsOf(options), (reason) => stopped.abort(reason));
  const measured = await runLoad(spec, {
    signal: AbortSignal.any([signal, stopped.signal]),
    onProgress: (progress) => live?.show(progress),
    onMergedSecond: (second) => outputs.forEach((output) => output.second(second)),
  }).finally(() => stops.end());
  live?.end();
  const outcome = labelled(measured, options);
  // First of all: whatever becomes of the files, the summary is there.
  io.stdout.write(
    options.json === true
      ? `${JSON.stringify(outcome.result)}\n`
      : `${signs(summary(outcome.result, { widthChars: terminalWidth(io.stdout) }))}\n`,
  );
  if (outcome.hookFailure !== undefined) io.stderr.write(`not everything was written: ${outcome.hookFailure}\n`);
  const lost = await Promise.all(
    outputs.map(async (output) => ({ lines: await output.finish(outcome), isFailure: output.isExtra !== true })),
  );
  for (const { lines } of lost) for (const line of lines) io.stderr.write(`${printableLine(line)}\n`);
  const isIncomplete = lost.some(({ lines, isFailure }) => isFailure && lines.length > 0);
  return exitCodeOf(outcome.result, signal.aborted, isIncomplete);
}

function labelled(outcome: LoadOutcome, { label }: LoadOptions): LoadOutcome {
  const { labels } = parseLabels(label);
  return label.length === 0 ? outcome : { ...outcome, result: { ...outcome.result, labels } };
}

/** Exit code of a finished load; if several apply, the first below wins. */
function exitCodeOf(result: CellResult, interrupted: boolean, lostFiles: boolean): number {
  const ended = (code: string) => result.reasons.some((reason) => reason.code === code);
  if (interrupted || ended("stop-file")) return EXIT.interrupted;
  if (ended("deadline")) return EXIT.deadline;
  if (lostFiles) return EXIT.unexpected;
  if (result.status === "invalid") return EXIT.invalid;
  if (ended("error-rate")) return EXIT.threshold;
  return result.thresholds?.some(({ holds }) => !holds) ? EXIT.threshold : EXIT.ok;
}
