/** Output of an operation: a display, JSON with `--json`, and the file of `--event-log`. */
import { closeSync, openSync, writeSync } from "node:fs";
import { createDiffDisplay } from "../../display/diff/index.ts";
import { createDisplay, type OperationKind } from "../../display/index.ts";
import type { EngineEvent } from "../../model.ts";
import type { StepInfo } from "../../steps/step.ts";
import { printJson, printLine, type Io } from "../io.ts";
import type { RunOptions } from "./options.ts";
import { previewDigest, showsChange } from "./preview-json.ts";

export interface Output {
  event(event: EngineEvent): void;
  /** @param isOutcome whether the step is the outcome of a refresh */
  step?(step: StepInfo, isOutcome: boolean): void;
  /** Called after the last event, also if the operation failed. */
  close(): void;
  /** Called after an operation that did not throw. */
  finished?(durationMs: number): void;
}

export function outputFor(kind: OperationKind, stack: string, options: RunOptions, io: Io): Output {
  if (options.json) return kind.startsWith("preview") ? digestOutput(io) : eventOutput(io);
  const common = { stream: io.stdout, isTty: io.stdout.isTTY === true, kind, stack, env: io.env, color: options.color };
  if (options.diff) return createDiffDisplay({ ...common, errors: io.stderr, diff: options });
  return createDisplay({ ...common, withoutOutputs: options.suppressOutputs });
}

function eventOutput(io: Io): Output {
  return { event: (event) => printLine(io.stdout, JSON.stringify(event)), close: () => undefined };
}

function digestOutput(io: Io): Output {
  const events: EngineEvent[] = [];
  const steps: StepInfo[] = [];
  return {
    event: (event) => void events.push(event),
    step: (step, isOutcome) => {
      const refresh = isOutcome ? steps.findIndex(({ op, urn }) => op === "refresh" && urn === step.urn) : -1;
      if (!isOutcome) steps.push(step);
      else if (refresh >= 0 && showsChange(step)) steps[refresh] = step;
    },
    close: () => undefined,
    finished: (durationMs) => printJson(io, previewDigest(steps, events, durationMs), 4),
  };
}

export interface EventLog {
  write(event: EngineEvent): void;
  close(): void;
}

export function openEventLog(path: string): EventLog {
  const file = openSync(path, "w", 0o600);
  return {
    write: (event) => void writeSync(file, `${JSON.stringify(event)}\n`),
    close: () => closeSync(file),
  };
}
