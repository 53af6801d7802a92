/** Shows a deployment while it runs: a live tree on a terminal, else one line for each thing that happens. */
import type { Writable } from "node:stream";
import { createLogUpdate } from "log-update";
import type { EngineEvent } from "../model.ts";
import { STACK_TYPE } from "../resource/urn.ts";
import { colorsFor, type ColorChoice } from "./colors.ts";
import { HEADERS, type OperationKind } from "./labels.ts";
import { advance, initialProgress, type Progress, type Row, type Said } from "./progress.ts";
import { rowLine, treeLines } from "./tree.ts";
import { diagnosticsSection, outputsSection, summarySection } from "./sections.ts";

export type { OperationKind } from "./labels.ts";

export interface DisplayOptions {
  stream: Writable & { columns?: number; rows?: number };
  isTty: boolean;
  kind: OperationKind;
  stack: string;
  /** Default: the process's; `NO_COLOR` and `TERM` count. */
  env?: NodeJS.ProcessEnv;
  /** Default auto. */
  color?: ColorChoice;
  now?: () => number;
  /** At the end show only problems and counts: no outputs, no progress again. Default false. */
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
  const { stream, kind, stack, now = Date.now, brief = false, withoutOutputs = false } = options;
  const header = `${HEADERS[kind]} (${stack}):`;
  // Created by the first event: an operation that is refused before it begins shows nothing but its error.
  let view: View | undefined;
  const state = initialProgress();
  return {
    event(event) {
      view ??= options.isTty ? liveView(options, state, header) : plainLines(options, state, header);
      const nowMs = now();
      const changed = advance(state, event, nowMs);
      if (changed) view.changed(changed, nowMs);
    },
    close() {
      if (!view) return;
      view.end(now());
      view = undefined;
      const lines = [
        ...diagnosticsSection(brief ? withoutProgress(state) : state),
        ...(brief || withoutOutputs ? [] : outputsSection(state)),
        ...summarySection(state),
      ];
      stream.write(lines.map((line) => `${line}\n`).join(""));
    },
  };
}

/** What providers print of resources that came out well was shown while it was news. */
function withoutProgress({ rows, said }: Progress): Pick<Progress, "said"> {
  const left = [...said].flatMap(([urn, { diagnostics, omitted }]): [string, Said][] => {
    if (rows.get(urn)?.status === "failed") return [[urn, { diagnostics, omitted }]];
    const kept = diagnostics.filter(({ severity }) => severity !== "info#err");
    return kept.length > 0 ? [[urn, { diagnostics: kept, omitted: 0 }]] : [];
  });
  return { said: new Map(left) };
}

interface View {
  changed(row: Row, nowMs: number): void;
  end(nowMs: number): void;
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
      // What stays as it is is counted at the end; it gets a line only when something is said about it.
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
  const update = createLogUpdate(stream as NodeJS.WritableStream & { isTTY?: boolean });
  const lines = (rows: number) => {
    const columns = stream.columns ?? 80;
    return [colors.bold(header), ...treeLines(state, { nowMs: now(), columns, rows, colors })].join("\n");
  };
  const redraw = () => update(lines((stream.rows ?? 24) - RESERVED_LINES));
  const timer = setInterval(redraw, REDRAW_INTERVAL_MS);
  timer.unref();
  redraw();
  return {
    changed() {},
    end() {
      clearInterval(timer);
      update.clear();
      update.done();
      stream.write(`${lines(Number.MAX_SAFE_INTEGER)}\n\n`);
    },
  };
}
