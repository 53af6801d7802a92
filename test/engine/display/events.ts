/** Events as the engine sends them, numbered by the test's order. */
import type { EngineEvent, EventPayload, Severity, StepMetadata, StepOp } from "../../../engine/model.ts";
import type { Properties } from "../../../engine/values.ts";

const STACK_URN = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

export interface About {
  name: string;
  type?: string;
  parent?: string;
  old?: Properties;
  new?: Properties;
}

export const urnOf = (name: string, type = "test:Thing"): string => `urn:pulumi:dev::shop::${type}::${name}`;

function metadata(op: StepOp, { name, type = "test:Thing", parent = STACK_URN, old, new: next }: About): StepMetadata {
  const urn = type === "pulumi:pulumi:Stack" ? STACK_URN : urnOf(name, type);
  const state = (values: Properties) => ({ type, urn, id: "", parent, inputs: values, outputs: values, provider: "" });
  return { op, urn, type, old: old ? state(old) : null, new: next ? state(next) : null };
}

const event = (payload: EventPayload): EngineEvent => ({ sequence: 0, timestamp: 0, ...payload });

export const STACK: About = { name: "shop-dev", type: "pulumi:pulumi:Stack", parent: "", new: {} };

export const started = (op: StepOp, about: About, planning = false): EngineEvent =>
  event({ resourcePreEvent: { metadata: metadata(op, about), ...(planning ? { planning } : {}) } });

export const done = (op: StepOp, about: About): EngineEvent =>
  event({ resOutputsEvent: { metadata: metadata(op, about) } });

export const failed = (op: StepOp, about: About): EngineEvent =>
  event({ resOpFailedEvent: { metadata: metadata(op, about), status: 0, steps: 0 } });

export const said = (severity: Severity, message: string, urn?: string, ephemeral = false): EngineEvent =>
  event({
    diagnosticEvent: {
      message,
      severity,
      color: "never",
      ...(urn ? { urn } : {}),
      ...(ephemeral ? { ephemeral } : {}),
    },
  });

export const summary = (
  resourceChanges: Partial<Record<StepOp, number>>,
  durationSeconds = 4,
  result = "succeeded",
  isPreview = false,
): EngineEvent =>
  event({
    summaryEvent: { maybeCorrupt: false, durationSeconds, resourceChanges, PolicyPacks: {}, isPreview, result },
  });
