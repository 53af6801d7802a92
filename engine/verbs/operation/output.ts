/** What an operation prints: for people a display; with `--json` a digest of a preview, else the events as they come. */
import { createDisplay, type Verb } from "../../display/index.ts";
import type { EngineEvent } from "../../model.ts";
import type { Step } from "../../steps/step.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { previewDigest } from "./preview-json.ts";

export interface Output {
  event(event: EngineEvent): void;
  step?(step: Step): void;
  /** After the last event, also when the operation threw. */
  close(): void;
  /** After an operation that ended by itself. */
  finished?(durationMs: number): void;
}

export function outputFor(verb: Verb, stack: string, json: boolean, io: Io): Output {
  if (!json) return createDisplay({ stream: io.stdout, isTty: io.stdout.isTTY === true, verb, stack, env: io.env });
  return verb.startsWith("preview") ? digestOutput(io) : eventOutput(io);
}

function eventOutput(io: Io): Output {
  return { event: (event) => printLine(io.stdout, JSON.stringify(event)), close: () => undefined };
}

function digestOutput(io: Io): Output {
  const events: EngineEvent[] = [];
  const steps: Step[] = [];
  return {
    event: (event) => void events.push(event),
    step: (step) => void steps.push(step),
    close: () => undefined,
    finished: (durationMs) => printJson(io, previewDigest(steps, events, durationMs), 4),
  };
}
