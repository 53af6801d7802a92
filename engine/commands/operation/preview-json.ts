/** The JSON of `preview --json`: every step with the old and the new state of its resource, without secrets. */
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
  /** By property path; null if the provider returned none. */
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

/** Pulumi includes the severity and a newline. */
const asPrinted = (severity: Severity, message: string): string =>
  `${severity === "error" || severity === "warning" ? `${severity}: ` : ""}${message.trimEnd()}\n`;

/** The outcome of a refresh is reported if the resource is gone, or if there is a detailed diff. */
export const showsChange = ({ op, detailedDiff }: StepInfo): boolean =>
  op === "delete" || (op === "update" && detailedDiff !== undefined);

/** Unchanged resources are left out, except for the stack itself, and if their protection changes. */
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
    // At the time of `replace`, the old resource is already marked for deletion and the new one exists.
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
