/** Runs one operation of the engine with its display and event log, and answers its exit code. */
import { resolve } from "node:path";
import type { Verb } from "../../display/index.ts";
import type { OperationOptions, OperationResult } from "../../index.ts";
import type { EngineEvent } from "../../model.ts";
import { parseStackName } from "../../state/layout.ts";
import { setConfig } from "../config/set.ts";
import { EXIT, VerbError } from "../errors.ts";
import { printLine, type Io } from "../io.ts";
import { workDir, workspaceOptions } from "../options.ts";
import { openEventLog } from "./event-log.ts";
import type { RunOptions } from "./options.ts";
import { outputFor } from "./output.ts";

export interface Operation {
  verb: Verb;
  run: (options: OperationOptions) => Promise<OperationResult>;
}

export async function runOperation({ verb, run }: Operation, options: RunOptions, io: Io): Promise<number> {
  const { stack, ...where } = await workspaceOptions(options, io);
  const isPreview = verb.startsWith("preview");
  if (!isPreview && !options.yes) throw unconfirmed(verb);
  refuseContradictions(options);
  for (const pair of options.config ?? []) await setPair(pair, options, io);
  const name = parseStackName(stack, "project").stack;
  const output = outputFor(verb, name, options, io);
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
      ...(options.refresh !== undefined && options.refresh !== "false" ? { refresh: true } : {}),
      ...(options.clearPendingCreates ? { clearPendingCreates: true } : {}),
      ...(options.continueOnError ? { continueOnError: true } : {}),
      ...(options.excludeProtected ? { excludeProtected: true } : {}),
      ...(options.runProgram ? { runProgram: true } : {}),
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
  if (result.result !== "succeeded" || result.exitCode === EXIT.ok) return result.exitCode;
  printLine(io.stderr, `error: ${UNEXPECTED[verb]}`);
  return EXIT.unexpectedChanges;
}

/** Pulumi's own exit codes: a refresh that nobody confirmed is a failure like any other. */
function unconfirmed(verb: Verb): VerbError {
  const [code, flags] =
    verb === "refresh"
      ? (["VERB_USAGE", "--yes or --skip-preview or --preview-only"] as const)
      : (["VERB_UNCONFIRMED", "--yes or --skip-preview"] as const);
  return new VerbError(code, `${flags} must be passed in to proceed when running in non-interactive mode`);
}

function refuseContradictions(options: RunOptions): void {
  const { target, exclude, excludeProtected, ignoreProtect, previewOnly, skipPreview, yes } = options;
  const targeted = target !== undefined;
  const pairs: [boolean, string][] = [
    [targeted && exclude !== undefined, "[target exclude]"],
    [targeted && excludeProtected === true, "[target exclude-protected]"],
    [excludeProtected === true && ignoreProtect === true, "[exclude-protected ignore-protect]"],
    [previewOnly === true && skipPreview === true, "[preview-only skip-preview]"],
    [previewOnly === true && yes === true, "[preview-only yes]"],
  ];
  const pair = pairs.find(([both]) => both)?.[1];
  if (pair !== undefined)
    throw new VerbError("VERB_USAGE", `if any flags in the group ${pair} are set none of the others can be`);
}

async function setPair(pair: string, { configPath, ...options }: RunOptions, io: Io): Promise<void> {
  const at = pair.indexOf("=");
  const [key, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
  await setConfig(key, value, { ...options, ...(configPath ? { path: true } : {}) }, io);
}

const PROPOSED = "no changes were expected but changes were proposed";
const OCCURRED = "no changes were expected but changes occurred";
const UNEXPECTED: Record<Verb, string> = {
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
