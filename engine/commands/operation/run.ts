/** Runs one operation of the engine with its display and event log, and answers its exit code. */
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

export interface Outcome extends OperationResult {
  /** Name without organization and project. */
  stack: string;
}

export async function runOperation({ kind, run }: Operation, options: RunOptions, io: Io): Promise<Outcome> {
  refuseContradictions(options, io);
  const isPreview = kind.startsWith("preview");
  if (!isPreview && !accepts(options, io)) throw unconfirmed(kind);
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
      ...(options.parallel ? { parallel: options.parallel } : {}),
      ...refreshes(options),
      ...(options.clearPendingCreates ? { clearPendingCreates: true } : {}),
      ...(options.skipConfigValidation ? { skipConfigValidation: true } : {}),
      ...(options.continueOnError ? { continueOnError: true } : {}),
      ...(options.excludeProtected ? { excludeProtected: true } : {}),
      ...(options.runProgram || isSet(io.env.PULUMI_RUN_PROGRAM) ? { runProgram: true } : {}),
      ...(options.ignoreProtect ? { ignoreProtect: true } : {}),
      ...(options.showSecrets ? { showSecrets: true } : {}),
      ...(options.message ? { message: options.message } : {}),
      ...(options.expectNoChanges ? { expectNoChanges: true } : {}),
      ...(io.signal ? { signal: io.signal } : {}),
      ...(io.terminate ? { terminate: io.terminate } : {}),
    });
  } finally {
    output.close();
    log?.close();
  }
  output.finished?.(result.durationMs);
  if (result.result === "succeeded" && result.exitCode !== EXIT.ok) printLine(io.stderr, `error: ${UNEXPECTED[kind]}`);
  return { ...result, stack: name };
}

/** As Pulumi: skipping the preview is consent too. */
const accepts = (options: RunOptions, io: Io): boolean => options.skipPreview === true || isConfirmed(options, io);

const WORDS: Readonly<Record<string, boolean>> = { 1: true, t: true, true: true, 0: false, f: false, false: false };

/** Where the flag is not given, the project's own option counts. */
function refreshes({ refresh }: RunOptions): { refresh?: boolean } {
  if (refresh === undefined) return {};
  const given = refresh === true ? true : WORDS[String(refresh).toLowerCase()];
  if (given === undefined) throw new CommandError("VERB_USAGE", "unable to determine value for --refresh");
  return { refresh: given };
}

/** As Pulumi reads variables that stand for a flag. */
const isSet = (value: string | undefined): boolean => value === "1" || value?.toLowerCase() === "true";

/** Pulumi's own exit codes: a refresh that nobody confirmed is a failure like any other. */
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
  await setConfig(key, value, { ...options, ...(configPath ? { path: true } : {}) }, io);
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

/** `--target-replace` is a target that is replaced. */
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
