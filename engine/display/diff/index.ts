/** The display of `--diff`: shows the changed properties of each step while the deployment runs. */
import type { Writable } from "node:stream";
import type { EngineEvent, StepMetadata, StepState } from "../../model.ts";
import { STACK_TYPE } from "../../resource/urn.ts";
import { isInternal } from "../../steps/step.ts";
import type { Properties } from "../../values.ts";
import { colorsFor } from "../colors.ts";
import type { Display, DisplayOptions } from "../index.ts";
import { HEADERS, isReplacement } from "../labels.ts";
import { advance, initialProgress } from "../progress.ts";
import { summarySection } from "../sections.ts";
import { printable } from "../text.ts";
import { revealed } from "../values.ts";
import { detailsText } from "./details.ts";
import { headerText } from "./header.ts";
import { outputsText } from "./outputs.ts";
import { deeper, painter, type Style } from "./style.ts";

export interface DiffDisplayOptions extends DisplayOptions {
  /** For messages of programs and providers. */
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

/** Named after Pulumi's flags. Each defaults to false. */
export interface DiffOptions {
  showConfig?: boolean;
  /** Shows the steps of each replacement. */
  showReplacementSteps?: boolean;
  /** Shows unchanged resources. */
  showSames?: boolean;
  /** Does not truncate long texts. */
  showFullOutput?: boolean;
  suppressOutputs?: boolean;
  /** Shows URNs instead of types. */
  urns?: boolean;
}

/** Formats each event. Steps are indented below their parents, if these are shown. */
export class DiffView {
  readonly #options: DiffOptions;
  readonly #paint: Style["paint"];
  readonly #seen = new Map<string, StepMetadata>();

  constructor(options: DiffOptions, paint: Style["paint"]) {
    this.#options = options;
    this.#paint = paint;
  }

  text(event: EngineEvent): string {
    if ("preludeEvent" in event) return this.#options.showConfig ? configText(event.preludeEvent.config) : "";
    if ("resourcePreEvent" in event) return this.#started(readable(event.resourcePreEvent.metadata));
    if (!("resOutputsEvent" in event)) return "";
    const { metadata, planning = false } = event.resOutputsEvent;
    return this.#finished(readable(metadata), planning);
  }

  #started(metadata: StepMetadata): string {
    if (isInternal(metadata)) return "";
    this.#seen.set(metadata.urn, metadata);
    // The outcome of these two is only known when they are done.
    if (metadata.op === "refresh" || metadata.op === "import" || !this.#shows(metadata)) return "";
    return this.#step(metadata, false);
  }

  #finished(metadata: StepMetadata, planning: boolean): string {
    if (isInternal(metadata) || !this.#shows(metadata)) return "";
    const isRefresh = this.#seen.get(metadata.urn)?.op === "refresh";
    if (metadata.op === "import" || (isRefresh && metadata.op === "update")) return this.#step(metadata, isRefresh);
    const { showSames = false, suppressOutputs = false, urns = false } = this.#options;
    const style = this.#styleOf(metadata);
    const outputs = outputsText(metadata, deeper(style), { planning, isRefresh, showSames });
    const isShown = metadata.op !== "refresh" || outputs !== "" || isStack(metadata);
    return (isRefresh && isShown ? headerText(metadata, style, urns) : "") + (suppressOutputs ? "" : outputs);
  }

  #step(metadata: StepMetadata, isRefresh: boolean): string {
    const style = this.#styleOf(metadata);
    const header = headerText(metadata, style, this.#options.urns ?? false);
    // Unchanged properties are not shown: at most, options have changed.
    return metadata.op === "same" ? header : header + detailsText(metadata, deeper(style), isRefresh);
  }

  #shows(metadata: StepMetadata): boolean {
    const { op, old, new: next, logical } = metadata;
    if (isStack(metadata)) return true;
    if (op === "same") return this.#options.showSames === true || (old?.protect ?? false) !== (next?.protect ?? false);
    return this.#options.showReplacementSteps === true || logical === true || !isReplacement(op);
  }

  #styleOf(metadata: StepMetadata): Style {
    let indent = 0;
    for (let above = this.#parentOf(metadata); above; above = this.#parentOf(above)) if (this.#shows(above)) indent++;
    return { op: "same", indent, signed: true, paint: this.#paint, brief: this.#options.showFullOutput !== true };
  }

  #parentOf({ old, new: next }: StepMetadata): StepMetadata | undefined {
    return this.#seen.get((next ?? old)?.parent ?? "");
  }
}

const readable = (metadata: StepMetadata): StepMetadata => {
  const { old, new: next } = metadata;
  return { ...metadata, old: old && revealedState(old), new: next && revealedState(next) };
};

const revealedState = (state: StepState): StepState => ({
  ...state,
  inputs: revealed(state.inputs) as Properties,
  outputs: revealed(state.outputs) as Properties,
});

const isStack = ({ type }: StepMetadata): boolean => type === STACK_TYPE;

function configText(config: Readonly<Record<string, string>>): string {
  const keys = Object.keys(config).sort();
  return ["Configuration:", ...keys.map((key) => `    ${key}: ${printable(config[key] ?? "")}`), ""].join("\n");
}
