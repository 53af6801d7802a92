/** Shows a running deployment: a live tree on a terminal, else one line per event. */
import type { Writable } from "node:stream";
import type { createLogUpdate } from "log-update";
import type { EngineEvent } from "../model.ts";
import { STACK_TYPE } from "../resource/urn.ts";
import { colorsFor, type ColorChoice } from "./colors.ts";
import { HEADERS, type OperationKind } from "./labels.ts";
import { advance, initialProgress, type Messages, type Progress, type Row } from "./progress.ts";
import { rowLine, treeLines } from "./tree.ts";
import { diagnosticsSection, outputsSection, summarySection } from "./sections.ts";

export type { OperationKind } from "./labels.ts";

export interface DisplayOptions {
  stream: Writable & { columns?: number; rows?: number };
  isTty: boolean;
  kind: OperationKind;
  stack: string;
  /** `NO_COLOR` and `TERM` are used. Default: the environment of the process. */
  env?: NodeJS.ProcessEnv;
  /** Default auto. */
  color?: ColorChoice;
  now?: () => number;
  /**
   * Shows only problems and counts at the end: no outputs, no messages again, and not that the operation was canceled, which
   * its caller says. Default false.
   */
  brief?: boolean;
  /** Shows only problems, at the end. Default false. */
  problemsOnly?: boolean;
  /** Does not show the outputs of the stack. Default false. */
  withoutOutputs?: boolean;
}

export interface Display {
  event(event: EngineEvent): void;
  /** Prints problems, outputs and counts. Further calls have no effect. */
  close(): void;
}

const REDRAW_INTERVAL_MS = 200;
/** For the header and the line of the cursor. */
const RESERVED_LINES = 3;

export function createDisplay(options: DisplayOptions): Display {
  const { stream, kind, stack, now = Date.now, brief = false, problemsOnly = false, withoutOutputs = false } = options;
  const header = `${HEADERS[kind]} (${stack}):`;
  // Created by the first event, so that an operation that fails before it begins shows only its error.
  let view: View | undefined;
  const state = initialProgress();
  return {
    event(event) {
      if (brief && isCancellation(event)) return;
      view ??= viewOf(options, state, header);
      const nowMs = now();
      const changed = advance(state, event, nowMs);
      if (changed) view.changed(changed, nowMs);
    },
    close() {
      if (!view) return;
      view.end(now());
      view = undefined;
      const lines = [
        ...diagnosticsSection(brief || problemsOnly ? withoutProviderOutput(state) : state),
        ...(brief || problemsOnly || withoutOutputs ? [] : outputsSection(state)),
        ...(problemsOnly ? [] : summarySection(state)),
      ];
      stream.write(lines.map((line) => `${line}\n`).join(""));
    },
  };
}

const isCancellation = (event: EngineEvent): boolean =>
  "diagnosticEvent" in event && /^(update|preview) canceled$/.test(event.diagnosticEvent.message);

/** Leaves out what providers printed about resources that did not fail: it was shown before. */
function withoutProviderOutput({ rows, messages }: Progress): Pick<Progress, "messages"> {
  const remaining = [...messages].flatMap(([urn, { diagnostics, omitted }]): [string, Messages][] => {
    if (rows.get(urn)?.status === "failed") return [[urn, { diagnostics, omitted }]];
    const kept = diagnostics.filter(({ severity }) => severity !== "info#err");
    return kept.length > 0 ? [[urn, { diagnostics: kept, omitted: 0 }]] : [];
  });
  return { messages: new Map(remaining) };
}

interface View {
  changed(row: Row, nowMs: number): void;
  end(nowMs: number): void;
}

function viewOf(options: DisplayOptions, state: Progress, header: string): View {
  if (options.problemsOnly) return { changed() {}, end() {} };
  return options.isTty ? liveView(options, state, header) : plainLines(options, state, header);
}

function plainLines({ stream }: DisplayOptions, state: Progress, header: string): View {
  stream.write(`${header}\n`);
  let last = "";
  const print = (line: string) => {
    if (line !== last) stream.write(`${line}\n`);
    last = line;
  };
  return {
    changed(row, nowMs) {
      // Unchanged resources are only counted at the end, except if there is a message about them.
      if (row.op !== "same" || row.message !== "") print(rowLine(row, state, nowMs));
    },
    end(nowMs) {
      const stack = [...state.rows.values()].find((row) => row.type === STACK_TYPE);
      if (stack?.op === "same") print(rowLine(stack, state, nowMs));
      stream.write("\n");
    },
  };
}

function liveView(options: DisplayOptions, state: Progress, header: string): View {
  const { stream, color, env = process.env, now = Date.now } = options;
  const colors = colorsFor(true, env, color);
  const lines = (rows: number) => {
    const columns = stream.columns ?? 80;
    return [colors.bold(header), ...treeLines(state, { nowMs: now(), columns, rows, colors })].join("\n");
  };
  let ended = false;
  let update: ReturnType<typeof createLogUpdate> | undefined;
  const redraw = () => update?.(lines((stream.rows ?? 24) - RESERVED_LINES));
  const timer = setInterval(redraw, REDRAW_INTERVAL_MS);
  timer.unref();
  // Loaded only for terminals, because it takes 0.1 s.
  void import("log-update").then((module) => {
    if (ended) return;
    update = module.createLogUpdate(stream as NodeJS.WritableStream & { isTTY?: boolean });
    redraw();
  });
  return {
    changed() {},
    end() {
      ended = true;
      clearInterval(timer);
      update?.clear();
      update?.done();
      stream.write(`${lines(Number.MAX_SAFE_INTEGER)}\n\n`);
    },
  };
}
