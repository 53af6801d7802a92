/** What a deployment's events add up to so far: one row a resource, the problems, the outputs. A pure reducer. */
import type { EngineEvent, EventPayload, Severity, StepMetadata, StepOp } from "../model.ts";
import { isInternal } from "../steps/step.ts";
import { STACK_TYPE } from "../steps/urn.ts";
import type { Properties } from "../values.ts";
import { changedKeys } from "./changed-keys.ts";
import { nameOf } from "./labels.ts";
import { lastLine } from "./text.ts";
import { revealed } from "./values.ts";

export type RowStatus = "running" | "done" | "failed";

export interface Row {
  urn: string;
  type: string;
  name: string;
  parent: string;
  op: StepOp;
  status: RowStatus;
  startedAtMs: number;
  endedAtMs?: number;
  /** `+a,~b`: the properties that change. */
  diff: string;
  /** The most recent line from program or provider about it. */
  message: string;
  errors: number;
  warnings: number;
}

export interface Diagnostic {
  urn: string;
  severity: Severity;
  message: string;
}

type Summary = Extract<EventPayload, { summaryEvent: unknown }>["summaryEvent"];

export interface Progress {
  rows: ReadonlyMap<string, Row>;
  diagnostics: readonly Diagnostic[];
  /** The stack's outputs before and after; undefined until the program registered them. */
  outputs?: { old: Properties; new: Properties; created: boolean };
  summary?: Summary;
  planning: boolean;
  cancelled: boolean;
}

export const initialProgress = (): Progress => ({
  rows: new Map(),
  diagnostics: [],
  planning: false,
  cancelled: false,
});

/** The row that changed, if one did, comes with the new state, so that a plain display can print just that. */
export function advance(state: Progress, event: EngineEvent, nowMs: number): { state: Progress; changed?: Row } {
  if ("resourcePreEvent" in event) {
    const { metadata, planning } = event.resourcePreEvent;
    const known = metadata.type === STACK_TYPE ? adopted(state, metadata.urn) : state;
    return withRow(
      { ...known, planning: known.planning || planning === true },
      started(known, metadata, nowMs),
      metadata,
    );
  }
  if ("resOutputsEvent" in event) return finished(state, event.resOutputsEvent.metadata, "done", nowMs);
  if ("resOpFailedEvent" in event) return finished(state, event.resOpFailedEvent.metadata, "failed", nowMs);
  if ("diagnosticEvent" in event) return diagnosed(state, event.diagnosticEvent, nowMs);
  if ("summaryEvent" in event) return { state: { ...state, summary: event.summaryEvent } };
  if ("cancelEvent" in event) return { state: { ...state, cancelled: true } };
  return { state };
}

/** What was said about no resource before the stack was known is about the stack. */
function adopted(state: Progress, stackUrn: string): Progress {
  const said = state.diagnostics.filter(({ urn }) => urn === "");
  if (said.length === 0) return state;
  const count = (severity: Severity) => said.filter((diagnostic) => diagnostic.severity === severity).length;
  const row = { ...unseen(stackUrn), errors: count("error"), warnings: count("warning") };
  const diagnostics = state.diagnostics.map((one) => (one.urn === "" ? { ...one, urn: stackUrn } : one));
  return { ...state, diagnostics, rows: new Map(state.rows).set(stackUrn, row) };
}

function started(state: Progress, metadata: StepMetadata, nowMs: number): Row {
  const { urn, type, op } = metadata;
  const before = state.rows.get(urn);
  return {
    urn,
    type,
    name: nameOf(urn),
    parent: metadata.new?.parent ?? metadata.old?.parent ?? "",
    op,
    status: "running",
    startedAtMs: nowMs,
    diff: changedKeys(metadata),
    message: "",
    errors: before?.errors ?? 0,
    warnings: before?.warnings ?? 0,
  };
}

function finished(state: Progress, metadata: StepMetadata, status: RowStatus, nowMs: number) {
  const row = state.rows.get(metadata.urn) ?? started(state, metadata, nowMs);
  // A refresh ends as what it found.
  const op = row.op === "refresh" && status === "done" ? row.op : metadata.op;
  const next = withRow(state, { ...row, op, status, endedAtMs: nowMs }, metadata);
  if (metadata.type !== STACK_TYPE || status !== "done" || !metadata.new) return next;
  const [old, outs] = [metadata.old?.outputs ?? {}, metadata.new.outputs].map(
    (values) => revealed(values) as Properties,
  );
  const outputs = { old: old ?? {}, new: outs ?? {}, created: metadata.op === "create" };
  return { ...next, state: { ...next.state, outputs } };
}

function diagnosed(
  state: Progress,
  event: Extract<EventPayload, { diagnosticEvent: unknown }>["diagnosticEvent"],
  nowMs: number,
) {
  const { severity, message, ephemeral } = event;
  if (severity === "debug") return { state };
  // What is about no resource is about the stack.
  const urn = event.urn || (state.rows.values().find(({ type }) => type === STACK_TYPE)?.urn ?? "");
  const diagnostics = ephemeral ? state.diagnostics : [...state.diagnostics, { urn, severity, message }];
  const known = state.rows.get(urn);
  if (urn === "") return { state: { ...state, diagnostics } };
  const row: Row = known ?? { ...unseen(urn), startedAtMs: nowMs, endedAtMs: nowMs };
  const text = lastLine(message);
  const changed: Row = {
    ...row,
    message: severity === "info" || severity === "info#err" ? text : `${severity}: ${text}`,
    errors: row.errors + (severity === "error" ? 1 : 0),
    warnings: row.warnings + (severity === "warning" ? 1 : 0),
  };
  return { state: { ...state, diagnostics, rows: new Map(state.rows).set(urn, changed) }, changed };
}

/** A resource that something is said about before any operation on it began. */
function unseen(urn: string): Row {
  const types = urn.split("::")[2] ?? "";
  const row = { urn, type: types.split("$").at(-1) ?? types, name: nameOf(urn), parent: "", op: "same" as const };
  return { ...row, status: "done", startedAtMs: 0, endedAtMs: 0, diff: "", message: "", errors: 0, warnings: 0 };
}

function withRow(state: Progress, row: Row, metadata: StepMetadata): { state: Progress; changed?: Row } {
  if (isInternal(metadata)) return { state };
  return { state: { ...state, rows: new Map(state.rows).set(row.urn, row) }, changed: row };
}
