/** Summarises the event log of an engine. */
import type { Json, Normaliser } from "./normalise.ts";

export interface Op {
  op: string;
  urn: string;
  type: string;
  result: "done" | "failed" | "unfinished";
  /** The outcome of a `refresh`: same, update or delete. */
  found?: string;
  [detail: string]: Json | undefined;
}

export interface EventSummary {
  /** In start order. */
  ops: Op[];
  /** `start|done|failed <op> <type::name>`. */
  timeline: string[];
  diagnostics: Json[];
  summary: Json;
}

/** The fields of events that are used. */
interface Metadata {
  op: string;
  urn: string;
  type: string;
  [detail: string]: Json;
}
interface LoggedEvent {
  resourcePreEvent?: { metadata: Metadata; planning?: boolean };
  resOutputsEvent?: { metadata: Metadata };
  resOpFailedEvent?: { metadata: Metadata };
  summaryEvent?: { resourceChanges?: Json; result?: Json };
  diagnosticEvent?: { severity: string; urn?: string; ephemeral?: boolean; message: string };
}

const DETAILS = ["keys", "diffs", "detailedDiff"];

/** @param lines one JSON object each; lines that are cut off are skipped */
export function readEvents(lines: string[], normaliser: Normaliser): EventSummary {
  const ops: Op[] = [];
  const timeline: string[] = [];
  const diagnostics: Json[] = [];
  let summary: Json = null;
  const label = ({ op, urn }: Metadata): string => `${op} ${urn.split("::").slice(2).join("::")}`;

  const start = ({ metadata, planning }: NonNullable<LoggedEvent["resourcePreEvent"]>): void => {
    const details = DETAILS.filter((key) => metadata[key]).map((key) => [key, normaliser.json(metadata[key]!)]);
    ops.push({
      op: metadata.op,
      urn: normaliser.text(metadata.urn),
      type: metadata.type,
      result: "unfinished",
      ...Object.fromEntries(details),
      ...(planning ? { planning } : {}),
    });
    timeline.push(`start ${label(metadata)}`);
  };

  const finish = (metadata: Metadata, result: Op["result"]): void => {
    const running = ops.filter((op) => op.urn === normaliser.text(metadata.urn) && op.result === "unfinished");
    const same = running.find(({ op }) => op === metadata.op);
    const refresh = running.find(({ op }) => op === "refresh");
    if (same) same.result = result;
    else if (refresh) Object.assign(refresh, { result, found: metadata.op });
    timeline.push(`${result} ${label(metadata)}`);
  };

  const diagnose = ({ severity, urn, ephemeral, message }: NonNullable<LoggedEvent["diagnosticEvent"]>): void => {
    if (severity === "debug") return;
    diagnostics.push({
      severity,
      ...(urn ? { urn: normaliser.text(urn) } : {}),
      ...(ephemeral ? { ephemeral: true } : {}),
      message: normaliser.text(message).trimEnd(),
    });
  };

  for (const event of lines.map(parsed)) {
    if (event?.resourcePreEvent) start(event.resourcePreEvent);
    else if (event?.resOutputsEvent) finish(event.resOutputsEvent.metadata, "done");
    else if (event?.resOpFailedEvent) finish(event.resOpFailedEvent.metadata, "failed");
    else if (event?.diagnosticEvent) diagnose(event.diagnosticEvent);
    else if (event?.summaryEvent) {
      const { resourceChanges = {}, result = null } = event.summaryEvent;
      summary = { resourceChanges, result };
    }
  }
  return { ops, timeline, diagnostics, summary };
}

function parsed(line: string): LoggedEvent | undefined {
  try {
    return JSON.parse(line) as LoggedEvent;
  } catch {
    return undefined;
  }
}
