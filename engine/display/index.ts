/** Shows a deployment while it runs: a live tree on a terminal, else one line for each thing that happens. */
import type { Writable } from "node:stream";
import { createLogUpdate } from "log-update";
import type { EngineEvent } from "../model.ts";
import { STACK_TYPE } from "../steps/urn.ts";
import { colorsFor } from "./colors.ts";
import { HEADERS, type Verb } from "./labels.ts";
import { advance, initialProgress, type Progress } from "./progress.ts";
import { rowLine } from "./row.ts";
import { closingLines, diagnosticsSection, outputsSection, summarySection } from "./sections.ts";
import { treeLines } from "./tree.ts";

export type { Verb } from "./labels.ts";

export interface DisplayOptions {
  stream: Writable & { columns?: number; rows?: number };
  isTty: boolean;
  verb: Verb;
  stack: string;
  /** Default: the process's; `NO_COLOR` and `TERM` count. */
  env?: NodeJS.ProcessEnv;
  now?: () => number;
  /** At the end show only problems and counts: no outputs, no progress again, no advice. Default false. */
  brief?: boolean;
  /** The stack's outputs may be long, or not for everyone. Default false. */
  withoutOutputs?: boolean;
}

export interface Display {
  event(event: EngineEvent): void;
  /** Prints what belongs at the end, once. */
  close(): void;
}

const REDRAW_INTERVAL_MS = 200;
/** For the header, and so that the cursor's line is free. */
const RESERVED_LINES = 3;

export function createDisplay(options: DisplayOptions): Display {
  const { stream, verb, stack, now = Date.now, brief = false, withoutOutputs = false } = options;
  const header = `${HEADERS[verb]} (${stack}):`;
  // Made by the first event: an operation that is refused before it begins shows nothing but its error.
  let view: View | undefined;
  let state = initialProgress();
  return {
    event(event) {
      view ??= options.isTty ? liveView(options, header) : plainLines(options, header);
      const nowMs = now();
      const next = advance(state, event, nowMs);
      state = next.state;
      view.changed(state, next.changed?.urn, nowMs);
    },
    close() {
      if (!view) return;
      view.end(state, now());
      view = undefined;
      const lines = brief
        ? [...diagnosticsSection(withoutProgress(state)), ...summarySection(state)]
        : [
            ...diagnosticsSection(state),
            ...(withoutOutputs ? [] : outputsSection(state)),
            ...summarySection(state),
            ...closingLines(verb, stack, state),
          ];
      stream.write(lines.map((line) => `${line}\n`).join(""));
    },
  };
}

/** What providers print of resources that came out well was shown while it was news. */
function withoutProgress(state: Progress): Progress {
  const failed = (urn: string): boolean => state.rows.get(urn)?.status === "failed";
  const diagnostics = state.diagnostics.filter(({ severity, urn }) => severity !== "info#err" || failed(urn));
  return { ...state, diagnostics };
}

interface View {
  changed(state: Progress, urn: string | undefined, nowMs: number): void;
  end(state: Progress, nowMs: number): void;
}

function plainLines({ stream }: DisplayOptions, header: string): View {
  stream.write(`${header}\n`);
  let last = "";
  const print = (line: string) => {
    if (line !== last) stream.write(`${line}\n`);
    last = line;
  };
  return {
    changed(state, urn, nowMs) {
      const row = urn === undefined ? undefined : state.rows.get(urn);
      // What stays as it is is counted at the end; it gets a line only when something is said about it.
      if (row && (row.op !== "same" || row.message !== "")) print(rowLine(row, state, nowMs));
    },
    end(state, nowMs) {
      const stack = [...state.rows.values()].find((row) => row.type === STACK_TYPE);
      if (stack?.op === "same") print(rowLine(stack, state, nowMs));
      stream.write("\n");
    },
  };
}

function liveView({ stream, env = process.env, now = Date.now }: DisplayOptions, header: string): View {
  const colors = colorsFor(true, env);
  const update = createLogUpdate(stream as NodeJS.WritableStream & { isTTY?: boolean });
  let state = initialProgress();
  const lines = (rows: number) => {
    const columns = stream.columns ?? 80;
    return [colors.bold(header), ...treeLines(state, { nowMs: now(), columns, rows, colors })].join("\n");
  };
  const redraw = () => update(lines((stream.rows ?? 24) - RESERVED_LINES));
  const timer = setInterval(redraw, REDRAW_INTERVAL_MS);
  timer.unref();
  redraw();
  return {
    changed(next) {
      state = next;
    },
    end(final) {
      clearInterval(timer);
      state = final;
      update.clear();
      update.done();
      stream.write(`${lines(Number.MAX_SAFE_INTEGER)}\n\n`);
    },
  };
}
