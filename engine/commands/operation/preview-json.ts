/** The answer of `preview --json`: every step with the resource before and after, secrets blinded. Pure. */
import type { EngineEvent, ResourceState, Severity, StepOp } from "../../model.ts";
import { resourceToFile } from "../../state/resource-fields.ts";
import { wordSeal } from "../../secrets/values.ts";
import type { DetailedDiff } from "../../resource/compare.ts";
import type { StepInfo } from "../../steps/step.ts";
import type { Properties } from "../../values.ts";
import { isDefaultProvider, STACK_TYPE } from "../../resource/urn.ts";

export interface PreviewDigest {
  config?: Record<string, string>;
  steps: PreviewStep[];
  diagnostics?: { urn?: string; message: string; severity: string }[];
  /** Nanoseconds. */
  duration: number;
  changeSummary: Partial<Record<StepOp, number>>;
}

interface PreviewStep {
  op: StepOp;
  urn: string;
  provider?: string;
  oldState?: Properties;
  newState?: Properties;
  diffReasons?: string[];
  replaceReasons?: string[];
  /** By property path; null where the provider gave none. */
  detailedDiff: Record<string, { kind: string; inputDiff: boolean }> | null;
}

const sorted = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))) as T;

const NS_PER_MS = 1e6;

export function previewDigest(
  steps: readonly StepInfo[],
  events: readonly EngineEvent[],
  durationMs: number,
): PreviewDigest {
  const config = events.find((event) => "preludeEvent" in event)?.preludeEvent.config ?? {};
  const summary = events.findLast((event) => "summaryEvent" in event)?.summaryEvent;
  const diagnostics = events
    .flatMap((event) => ("diagnosticEvent" in event ? [event.diagnosticEvent] : []))
    .filter(({ severity, ephemeral }) => severity !== "debug" && !ephemeral)
    .map(({ urn, message, severity }) => ({
      ...(urn ? { urn } : {}),
      message: asPrinted(severity, message),
      severity,
    }));
  return {
    ...(Object.keys(config).length > 0 ? { config } : {}),
    steps: steps.filter(isShown).map(previewStep),
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    duration: Math.round(durationMs * NS_PER_MS),
    changeSummary: sorted(summary?.resourceChanges ?? {}),
  };
}

/** The text that Pulumi prints, not the message alone. */
const asPrinted = (severity: Severity, message: string): string =>
  `${severity === "error" || severity === "warning" ? `${severity}: ` : ""}${message.trimEnd()}\n`;

/** What a refresh found is reported where it is gone, or where it is known in what it differs. */
export const showsChange = ({ op, detailedDiff }: StepInfo): boolean =>
  op === "delete" || (op === "update" && detailedDiff !== undefined);

/** What stays as it is goes without saying, except for the stack itself, and where protection has come or gone. */
function isShown({ op, urn, type, logical, old, new: next }: StepInfo): boolean {
  if (isDefaultProvider(urn) || (!logical && op !== "refresh")) return false;
  return op !== "same" || type === STACK_TYPE || (old?.protect ?? false) !== (next?.protect ?? false);
}

function previewStep({
  op,
  urn,
  provider,
  old,
  new: next = op === "refresh" ? old : undefined,
  ...why
}: StepInfo): PreviewStep {
  const isReplace = op === "replace";
  const { keys, diffs, detailedDiff } = why;
  return {
    op,
    urn,
    ...(provider ? { provider } : {}),
    // Its `replace` is reported when the old one is already waiting to be deleted, and the new one is made.
    ...(old ? { oldState: written(isReplace ? { ...old, delete: true } : old) } : {}),
    ...(next ? { newState: written(isReplace ? { ...next, outputs: next.inputs ?? {} } : next) } : {}),
    ...(diffs?.length ? { diffReasons: diffs } : {}),
    ...(keys?.length ? { replaceReasons: keys } : {}),
    detailedDiff: detailedDiff ? Object.fromEntries(Object.entries(detailedDiff).map(asWritten)) : null,
  };
}

const asWritten = ([path, { diffKind, inputDiff }]: [string, DetailedDiff[string]]) =>
  [path, { kind: diffKind, inputDiff }] as const;

const written = (resource: ResourceState): Properties => resourceToFile(resource, wordSeal);
