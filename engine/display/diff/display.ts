/** `--diff`: what each step does to which properties, as it comes. */
import type { Writable } from "node:stream";
import type { EngineEvent } from "../../model.ts";
import { colorsFor } from "../colors.ts";
import type { Display, DisplayOptions } from "../index.ts";
import { HEADERS } from "../labels.ts";
import { advance, initialProgress } from "../progress.ts";
import { summarySection } from "../sections.ts";
import { printable } from "../text.ts";
import { painter } from "./style.ts";
import { DiffView, type DiffOptions } from "./view.ts";

export interface DiffDisplayOptions extends DisplayOptions {
  /** For what programs and providers say. */
  errors: Writable;
  diff: DiffOptions;
}

export function createDiffDisplay(options: DiffDisplayOptions): Display {
  const { stream, errors, kind, stack, isTty, color, env = process.env, now = Date.now } = options;
  const view = new DiffView(options.diff, painter(colorsFor(isTty, env, color)));
  const state = initialProgress();
  let isOpen = false;
  return {
    event(event) {
      if (!isOpen) stream.write(`${HEADERS[kind]} (${stack}):\n`);
      isOpen = true;
      advance(state, event, now());
      if ("diagnosticEvent" in event) errors.write(diagnosticText(event.diagnosticEvent));
      else if ("summaryEvent" in event) stream.write(asText(summarySection(state)));
      else stream.write(view.text(event));
    },
    close() {},
  };
}

const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

function diagnosticText({ severity, message }: Extract<EngineEvent, { diagnosticEvent: unknown }>["diagnosticEvent"]) {
  if (severity === "debug") return "";
  const prefix = severity === "error" || severity === "warning" ? `${severity}: ` : "";
  return `${prefix}${printable(message).trimEnd()}\n`;
}
