/** Aggregates the events of a deployment: one row per resource, messages, outputs. */
import type { EngineEvent, EventPayload, Severity, StepMetadata, StepOp } from "../model.ts";
import { isInternal } from "../steps/step.ts";
import { STACK_TYPE } from "../resource/urn.ts";
import type { Properties } from "../values.ts";
import { changedKeys } from "./changed-keys.ts";
import { nameOf, typeOf } from "./labels.ts";
import { firstLine, lastLine } from "./text.ts";
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
  /** Changed properties: `+a,~b`. */
  diff: string;
  /** The last line that the program or provider logged about it. */
  message: string;
  errors: number;
  warnings: number;
}

export interface Diagnostic {
  urn: string;
  severity: Severity;
  message: string;
}

/** Messages about one resource. */
export interface Messages {
  diagnostics: Diagnostic[];
  /** Number of informational messages that were dropped. */
  omitted: number;
}

/** Older informational messages about a resource are dropped: a provider may report progress for hours. */
const MAX_INFOS = 10;

export const isInfo = ({ severity }: Pick<Diagnostic, "severity">): boolean =>
  severity === "info" || severity === "info#err";

type Summary = Extract<EventPayload, { summaryEvent: unknown }>["summaryEvent"];

export interface Progress {
  rows: Map<string, Row>;
  /** By URN; those about no resource are under an empty key. */
  messages: Map<string, Messages>;
  /** The stack's outputs before and after; undefined until the program registered them. */
  outputs?: { old: Properties; new: Properties; created: boolean };
  summary?: Summary;
  planning: boolean;
}

export const initialProgress = (): Progress => ({ rows: new Map(), messages: new Map(), planning: false });

/**
 * Adds an event. Changes the state in place, because copies would take quadratic time.
 *
 * @returns the row that changed, if one did
 */
export function advance(state: Progress, event: EngineEvent, nowMs: number): Row | undefined {
  if ("resourcePreEvent" in event) {
    const { metadata, planning } = event.resourcePreEvent;
    if (metadata.type === STACK_TYPE) assignToStack(state, metadata.urn);
    state.planning ||= planning === true;
    return withRow(state, started(state, metadata, nowMs), metadata);
  }
  if ("resOutputsEvent" in event) return finished(state, event.resOutputsEvent.metadata, "done", nowMs);
  if ("resOpFailedEvent" in event) return finished(state, event.resOpFailedEvent.metadata, "failed", nowMs);
  if ("diagnosticEvent" in event) return diagnosed(state, event.diagnosticEvent, nowMs);
  if ("summaryEvent" in event) state.summary = event.summaryEvent;
  return undefined;
}

/** Assigns messages about no resource, which arrived before the stack was known, to the stack. */
function assignToStack(state: Progress, stackUrn: string): void {
  const messages = state.messages.get("");
  if (!messages) return;
  const count = (severity: Severity) => messages.diagnostics.filter((one) => one.severity === severity).length;
  state.rows.set(stackUrn, { ...rowWithoutStep(stackUrn), errors: count("error"), warnings: count("warning") });
  state.messages.delete("");
  const diagnostics = messages.diagnostics.map((one) => ({ ...one, urn: stackUrn }));
  state.messages.set(stackUrn, { ...messages, diagnostics });
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

function finished(state: Progress, metadata: StepMetadata, status: RowStatus, nowMs: number): Row | undefined {
  const row = state.rows.get(metadata.urn) ?? started(state, metadata, nowMs);
  // A refresh ends with the operation that it found necessary, but stays a refresh in its row.
  const op = row.op === "refresh" && status === "done" ? row.op : metadata.op;
  if (metadata.type === STACK_TYPE && status === "done" && metadata.new) {
    const [old, next] = [metadata.old?.outputs ?? {}, metadata.new.outputs].map(revealed) as [Properties, Properties];
    state.outputs = { old, new: next, created: metadata.op === "create" };
  }
  return withRow(state, { ...row, op, status, endedAtMs: nowMs }, metadata);
}

function diagnosed(
  state: Progress,
  event: Extract<EventPayload, { diagnosticEvent: unknown }>["diagnosticEvent"],
  nowMs: number,
): Row | undefined {
  const { severity, message, ephemeral } = event;
  if (severity === "debug") return undefined;
  // Messages about no resource are shown at the stack.
  const urn = event.urn || (state.rows.values().find(({ type }) => type === STACK_TYPE)?.urn ?? "");
  if (!ephemeral) keep(state, { urn, severity, message });
  if (urn === "") return undefined;
  const row: Row = state.rows.get(urn) ?? { ...rowWithoutStep(urn), startedAtMs: nowMs, endedAtMs: nowMs };
  const changed: Row = {
    ...row,
    message: isInfo(event) ? lastLine(message) : `${severity}: ${firstLine(message)}`,
    errors: row.errors + (severity === "error" ? 1 : 0),
    warnings: row.warnings + (severity === "warning" ? 1 : 0),
  };
  state.rows.set(urn, changed);
  return changed;
}

function keep(state: Progress, diagnostic: Diagnostic): void {
  const messages = state.messages.get(diagnostic.urn) ?? { diagnostics: [], omitted: 0 };
  state.messages.set(diagnostic.urn, messages);
  messages.diagnostics.push(diagnostic);
  if (!isInfo(diagnostic) || messages.diagnostics.filter(isInfo).length <= MAX_INFOS) return;
  messages.diagnostics.splice(messages.diagnostics.findIndex(isInfo), 1);
  messages.omitted++;
}

/** For messages about a resource before its first step. */
function rowWithoutStep(urn: string): Row {
  const row = { urn, type: typeOf(urn), name: nameOf(urn), parent: "", op: "same" as const };
  return { ...row, status: "done", startedAtMs: 0, endedAtMs: 0, diff: "", message: "", errors: 0, warnings: 0 };
}

function withRow({ rows }: Progress, row: Row, metadata: StepMetadata): Row | undefined {
  if (isInternal(metadata)) return undefined;
  rows.set(row.urn, row);
  return row;
}
