/** Runs one operation of the engine with its display and event log. */
import { resolve } from "node:path";
import type { OperationKind } from "../../display/index.ts";
import type { OperationOptions, OperationResult } from "../../index.ts";
import type { EngineEvent } from "../../model.ts";
import { parseStackName } from "../../state/layout.ts";
import { setConfig } from "../config/change.ts";
import { CommandError } from "../../errors.ts";
import { EXIT } from "../errors.ts";
import { printLine, type Io } from "../io.ts";
import { isConfirmed, workDir, workspaceOptions } from "../options.ts";
import { refuseMutuallyExclusive } from "../usage.ts";
import { openEventLog, outputFor } from "./output.ts";
import type { RunOptions } from "./options.ts";

export interface Operation {
  kind: OperationKind;
  run: (options: OperationOptions) => Promise<OperationResult>;
}

export interface OperationOutcome extends OperationResult {
  /** Without organization and project. */
  stack: string;
}

export async function runOperation({ kind, run }: Operation, options: RunOptions, io: Io): Promise<OperationOutcome> {
  refuseContradictions(options, io);
  const isPreview = kind.startsWith("preview");
  if (!isPreview && !isAccepted(options, io)) throw unconfirmed(kind);
  const { stack, ...where } = await workspaceOptions(options, io);
  for (const pair of options.config ?? []) await setPair(pair, options, io);
  const name = parseStackName(stack, "project").stack;
  const output = outputFor(kind, name, options, io);
  const log = options.eventLog ? openEventLog(resolve(workDir(options, io), options.eventLog)) : undefined;
  const onEvent = (event: EngineEvent) => {
    log?.write(event);
    output.event(event);
  };
  let result: OperationResult;
  try {
    result = await run({
      ...where,
      stack,
      ...selectionOf(options),
      onEvent,
      onStep: (step, isOutcome) => output.step?.(step, isOutcome),
      onUnlockProblem: (message) => printLine(io.stderr, `error: ${message}`),
      // 0 is the default, as with Pulumi.
      parallel: options.parallel || undefined,
      refresh: refreshOf(options),
      clearPendingCreates: options.clearPendingCreates,
      skipConfigValidation: options.skipConfigValidation,
      continueOnError: options.continueOnError,
      excludeProtected: options.excludeProtected,
      runProgram: options.runProgram || isSet(io.env.PULUMI_RUN_PROGRAM),
      ignoreProtect: options.ignoreProtect,
      showSecrets: options.showSecrets,
      message: options.message || undefined,
      expectNoChanges: options.expectNoChanges,
      signal: io.signal,
      terminate: io.terminate,
    });
  } finally {
    output.close();
    log?.close();
  }
  output.finished?.(result.durationMs);
  if (result.result === "succeeded" && result.exitCode !== EXIT.ok) printLine(io.stderr, `error: ${UNEXPECTED[kind]}`);
  return { ...result, stack: name };
}

/** As with Pulumi, `--skip-preview` counts as confirmation. */
const isAccepted = (options: RunOptions, io: Io): boolean => options.skipPreview === true || isConfirmed(options, io);

const BOOLEANS: Readonly<Record<string, boolean>> = { 1: true, t: true, true: true, 0: false, f: false, false: false };

/** undefined: the project file decides. */
function refreshOf({ refresh }: RunOptions): boolean | undefined {
  if (refresh === undefined || refresh === true) return refresh;
  const value = BOOLEANS[String(refresh).toLowerCase()];
  if (value === undefined) throw new CommandError("VERB_USAGE", "unable to determine value for --refresh");
  return value;
}

/** Parses an environment variable that stands for a flag, as Pulumi does. */
const isSet = (value: string | undefined): boolean => value === "1" || value?.toLowerCase() === "true";

/** As with Pulumi, the exit code of an unconfirmed refresh is that of any failure. */
function unconfirmed(kind: OperationKind): CommandError {
  return new CommandError(
    kind === "refresh" ? "VERB_USAGE" : "VERB_UNCONFIRMED",
    "--yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode",
  );
}

function refuseContradictions(options: RunOptions, io: Io): void {
  const { previewOnly, skipPreview } = options;
  if (previewOnly && skipPreview)
    throw new CommandError("VERB_USAGE", "--skip-preview and --preview-only cannot be used together");
  if (previewOnly && isConfirmed(options, io))
    throw new CommandError("VERB_USAGE", "--yes and --preview-only cannot be used together");
  refuseMutuallyExclusive(options, ["target", "exclude"]);
  refuseMutuallyExclusive(options, ["excludeProtected", "ignoreProtect"]);
  if (options.target && options.excludeProtected)
    throw new CommandError("VERB_USAGE", "you cannot specify --target and --exclude-protected");
}

async function setPair(pair: string, { configPath, ...options }: RunOptions, io: Io): Promise<void> {
  const at = pair.indexOf("=");
  const [key, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  await setConfig(key, value, { ...options, path: configPath }, io);
}

const PROPOSED = "no changes were expected but changes were proposed";
const OCCURRED = "no changes were expected but changes occurred";
const UNEXPECTED: Record<OperationKind, string> = {
  up: OCCURRED,
  destroy: OCCURRED,
  preview: PROPOSED,
  "preview-destroy": PROPOSED,
  refresh: "no changes were expected for refresh but changes were proposed",
  "preview-refresh": PROPOSED,
};

/** `--target-replace` means both `--target` and `--replace`. */
function selectionOf(options: RunOptions) {
  const { target = [], targetReplace = [], replace = [], exclude = [] } = options;
  return {
    targets: [...target, ...targetReplace],
    targetDependents: options.targetDependents ?? false,
    excludes: exclude,
    excludeDependents: options.excludeDependents ?? false,
    replace: [...replace, ...targetReplace],
  };
}
