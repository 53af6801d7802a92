/** Shows steps of a stack and of a resource in it in the display of --diff. */
import { Writable } from "node:stream";
import { createDiffDisplay } from "../../../../engine/display/diff/index.ts";
import type { DiffOptions } from "../../../../engine/display/diff/index.ts";
import type { OperationKind } from "../../../../engine/display/index.ts";
import type { EngineEvent, StepMetadata, StepOp, StepState } from "../../../../engine/model.ts";
import type { Properties } from "../../../../engine/values.ts";

export const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";
export const THING = "urn:pulumi:dev::shop::test:Thing::a";

export const state = (more: Partial<StepState> = {}): StepState => ({
  ...{ type: "test:Thing", urn: THING, id: "", parent: STACK, inputs: {}, outputs: {}, provider: "" },
  ...more,
});

export const step = (op: StepOp, more: Partial<StepMetadata> = {}): StepMetadata => ({
  ...{ op, urn: THING, type: "test:Thing", logical: true, detailedDiff: null },
  ...more,
});

export const stackStep = (op: StepOp, old?: Properties, next?: Properties): StepMetadata => {
  const of = (outputs: Properties) => state({ urn: STACK, type: "pulumi:pulumi:Stack", parent: "", outputs });
  return step(op, { urn: STACK, type: "pulumi:pulumi:Stack", old: old ? of(old) : null, new: next ? of(next) : null });
};

export const started = (metadata: StepMetadata): EngineEvent => ({
  sequence: 0,
  timestamp: 0,
  resourcePreEvent: { metadata },
});

export const done = (metadata: StepMetadata, planning = false): EngineEvent => ({
  ...{ sequence: 0, timestamp: 0 },
  resOutputsEvent: { metadata, planning },
});

export function show(
  events: EngineEvent[],
  diff: DiffOptions = {},
  kind: OperationKind = "up",
): { text: string; errors: string } {
  const shown = { text: "", errors: "" };
  const into = (name: "text" | "errors") =>
    new Writable({
      write: (chunk: Buffer, _, next) => {
        shown[name] += chunk.toString();
        next();
      },
    });
  const streams = { stream: into("text"), errors: into("errors") };
  const display = createDiffDisplay({ ...streams, isTty: false, kind, stack: "dev", env: {}, diff });
  for (const event of events) display.event(event);
  display.close();
  return shown;
}

/** The lines about properties, for an update of the resource `a`. */
export function updated(
  old: Properties,
  next: Properties,
  more: Partial<StepMetadata> = {},
  diff: DiffOptions = {},
): string[] {
  const metadata = step("update", { old: state({ inputs: old, outputs: old }), new: state({ inputs: next }), ...more });
  return show([started(metadata)], diff)
    .text.split("\n")
    .slice(3, -1);
}
