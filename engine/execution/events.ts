/** The deployment's events, in the shape of Pulumi's event log. */
import type { EngineEvent, EventPayload, ResourceState, Severity, StepMetadata, StepOp, StepState } from "../model.ts";
import { Redactor } from "../secrets/redactor.ts";
import { unwrap } from "../steps/compare.ts";
import type { Step } from "../steps/step.ts";
import { isDefaultProvider } from "../steps/urn.ts";
import { isObject, isSecret } from "../values.ts";
import type { Properties, Value } from "../values.ts";

export interface Diagnostic {
  urn?: string;
  severity: Severity;
  message: string;
  prefix?: string;
  streamId?: number;
  ephemeral?: boolean;
}

export interface EventsOptions {
  preview: boolean;
  /** Default false. */
  showSecrets?: boolean;
  onStep?: (step: Step) => void;
}

export class Events {
  /** What messages must not say; whatever an event tells of is learned on the way. */
  readonly secrets = new Redactor();
  readonly changes: Partial<Record<StepOp, number>> = {};
  readonly #listen: (event: EngineEvent) => void;
  readonly #onStep: ((step: Step) => void) | undefined;
  readonly #show: Show;
  readonly #planning: { planning?: true };
  #sequence = 0;

  constructor(listen: (event: EngineEvent) => void, { preview, showSecrets = false, onStep }: EventsOptions) {
    this.#listen = listen;
    this.#onStep = onStep;
    this.#show = showSecrets ? unmasked : masked;
    this.#planning = preview ? { planning: true } : {};
  }

  prelude(config: Record<string, string>): void {
    this.#emit({ preludeEvent: { config } });
  }

  started(step: Step): void {
    this.#onStep?.(step);
    this.#emit({ resourcePreEvent: { metadata: this.#metadata(step), ...this.#planning } });
  }

  /** A resource whose outputs are known; for a component that is when it has told them. */
  finished(step: Step, result: ResourceState | undefined, op: StepOp = step.op): void {
    this.#emit({ resOutputsEvent: { metadata: { ...this.#metadata(step, result), op }, ...this.#planning } });
  }

  failed(step: Step): void {
    this.#emit({ resOpFailedEvent: { metadata: this.#metadata(step), status: 0, steps: this.#counted() } });
  }

  count(step: Step, op: StepOp = step.op): void {
    if (isInternal(step)) return;
    this.changes[op] = (this.changes[op] ?? 0) + 1;
  }

  diagnose({ urn, severity, message, prefix, streamId, ephemeral }: Diagnostic): void {
    const about = { ...(urn === undefined ? {} : { urn }), ...(prefix === undefined ? {} : { prefix }) };
    const stream = { ...(streamId ? { streamID: streamId } : {}), ...(ephemeral ? { ephemeral } : {}) };
    const redacted = this.secrets.redact(message);
    this.#emit({ diagnosticEvent: { ...about, message: redacted, color: "never", severity, ...stream } });
  }

  summary(durationMs: number, result: string): void {
    const durationSeconds = Math.round(durationMs / 1000);
    this.#emit({
      summaryEvent: { maybeCorrupt: false, durationSeconds, resourceChanges: this.changes, policyPacks: {}, result },
    });
  }

  cancel(): void {
    this.#emit({ cancelEvent: {} });
  }

  #metadata(step: Step, result = step.new): StepMetadata {
    for (const state of [step.old, step.new, result]) {
      this.secrets.learn(state?.inputs);
      this.secrets.learn(state?.outputs);
    }
    return metadataOf(step, result, this.#show);
  }

  #counted(): number {
    return Object.values(this.changes).reduce((sum, count) => sum + count, 0);
  }

  #emit(payload: EventPayload): void {
    this.#listen({ sequence: this.#sequence++, timestamp: Math.floor(Date.now() / 1000), ...payload });
  }
}

/** The engine's own doings are not counted as changes. */
export const isInternal = (step: Step): boolean => step.op === "remove-pending-replace" || isDefaultProvider(step.urn);

function metadataOf(step: Step, result: ResourceState | undefined, show: Show): StepMetadata {
  return {
    op: step.op,
    urn: step.urn,
    type: step.type,
    old: step.old ? stateFor(step.old, show) : null,
    new: result ? stateFor(result, show) : null,
    ...(step.keys ? { keys: step.keys } : {}),
    ...(step.diffs ? { diffs: step.diffs } : {}),
    detailedDiff: step.detailedDiff ?? null,
    ...(step.logical ? { logical: true } : {}),
    ...(step.provider ? { provider: step.provider } : {}),
  };
}

function stateFor(state: ResourceState, show: Show): StepState {
  return {
    type: state.type,
    urn: state.urn,
    ...(state.custom ? { custom: true } : {}),
    ...(state.delete ? { delete: true } : {}),
    id: state.id ?? "",
    parent: state.parent ?? "",
    ...(state.protect ? { protect: true } : {}),
    inputs: show(state.inputs ?? {}) as Properties,
    outputs: show(state.outputs ?? {}) as Properties,
    ...(state.initErrors ? { initErrors: state.initErrors } : {}),
    provider: state.provider ?? "",
  };
}

type Show = (value: Value) => Value;

/** Secrets as what they are: only for who asks. */
const unmasked: Show = unwrap;

/** Events are shown and logged: no secret is in them. */
function masked(value: Value): Value {
  if (isSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(masked);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]));
}
