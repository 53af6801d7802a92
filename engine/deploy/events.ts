/** Emits the events of a deployment in the format of Pulumi's event log. */
import type { EngineEvent, EventPayload, ResourceState, Severity, StepMetadata, StepOp, StepState } from "../model.ts";
import { Redactor } from "../secrets/redactor.ts";
import { blindSeal, plaintextSeal } from "../secrets/values.ts";
import type { Seal } from "../secrets/values.ts";
import { isInternal } from "../steps/step.ts";
import type { StepInfo } from "../steps/step.ts";
import { ASSET, isObject, SECRET, SIGNATURE } from "../values.ts";
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
  onStep?: OnStep;
}

/** Called when a step begins. For a refresh, called again with the result when it ends; then `isOutcome` is true. */
export type OnStep = (step: StepInfo, isOutcome: boolean) => void;

export class Events {
  /** Redacts messages. It learns the secrets of every state that is emitted. */
  readonly secrets = new Redactor();
  readonly changes: Partial<Record<StepOp, number>> = {};
  readonly #listen: (event: EngineEvent) => void;
  readonly #onStep: OnStep | undefined;
  readonly #seal: Seal;
  readonly #preview: boolean;
  readonly #planning: { planning?: true };
  #sequence = 0;

  constructor(listen: (event: EngineEvent) => void, { preview, showSecrets = false, onStep }: EventsOptions) {
    this.#listen = listen;
    this.#onStep = onStep;
    this.#seal = showSecrets ? plaintextSeal : blindSeal;
    this.#preview = preview;
    this.#planning = preview ? { planning: true } : {};
  }

  prelude(config: Record<string, string>): void {
    this.#emit({ preludeEvent: { config } });
  }

  /** @param replacement the new resource, if an earlier step has created it */
  started(step: StepInfo, replacement?: ResourceState): void {
    this.#onStep?.(step, false);
    this.#emit({ resourcePreEvent: { metadata: this.#metadata(step, replacement), ...this.#planning } });
  }

  /** Reports a resource with its outputs. A component is reported when it has registered them. */
  finished(step: StepInfo, result: ResourceState | undefined): void {
    this.#emit({ resOutputsEvent: { metadata: this.#metadata(step, result), ...this.#planning } });
  }

  /** @param step its `op` is the result of the refresh */
  refreshed(step: StepInfo, result: ResourceState | undefined): void {
    this.#onStep?.({ ...step, new: result ?? step.new }, true);
    this.finished(step, result);
  }

  failed(step: StepInfo): void {
    this.#emit({ resOpFailedEvent: { metadata: this.#metadata(step), status: 0, steps: this.#counted() } });
  }

  count(step: StepInfo, op: StepOp = step.op): void {
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
    const durationSeconds = Math.ceil(durationMs / 1000);
    const counts = { resourceChanges: this.changes, PolicyPacks: {}, isPreview: this.#preview, result };
    this.#emit({ summaryEvent: { maybeCorrupt: false, durationSeconds, ...counts } });
  }

  cancel(): void {
    this.#emit({ cancelEvent: {} });
  }

  #metadata(step: StepInfo, result = step.new): StepMetadata {
    for (const state of [step.old, step.new, result]) if (state) this.secrets.learnResource(state);
    return metadataOf(step, result, this.#seal);
  }

  #counted(): number {
    return Object.values(this.changes).reduce((sum, count) => sum + count, 0);
  }

  #emit(payload: EventPayload): void {
    this.#listen({ sequence: this.#sequence++, timestamp: Math.floor(Date.now() / 1000), ...payload });
  }
}

function metadataOf(step: StepInfo, result: ResourceState | undefined, seal: Seal): StepMetadata {
  return {
    op: step.op,
    urn: step.urn,
    type: step.type,
    old: step.old ? stateFor(step.old, seal) : null,
    new: result ? stateFor(result, seal) : null,
    ...(step.keys ? { keys: step.keys } : {}),
    ...(step.diffs ? { diffs: step.diffs } : {}),
    detailedDiff: step.detailedDiff ?? null,
    ...(step.logical ? { logical: true } : {}),
    provider: step.provider ?? "",
  };
}

function stateFor(state: ResourceState, seal: Seal): StepState {
  return {
    type: state.type,
    urn: state.urn,
    ...(state.custom ? { custom: true } : {}),
    ...(state.delete ? { delete: true } : {}),
    id: state.id ?? "",
    parent: state.parent ?? "",
    ...(state.protect ? { protect: true } : {}),
    ...(state.external ? { external: true } : {}),
    ...(state.retainOnDelete ? { retainOnDelete: true } : {}),
    inputs: sealed(state.inputs ?? {}, seal) as Properties,
    outputs: sealed(state.outputs ?? {}, seal) as Properties,
    provider: state.provider ?? "",
    ...(state.initErrors?.length ? { initErrors: state.initErrors } : {}),
    ...(state.hideDiff?.length ? { hideDiffs: state.hideDiff } : {}),
  };
}

const ELIDED = "<contents elided>";

/** Events are displayed and logged, so they contain no texts of assets, and secrets only with `showSecrets`. */
function sealed(value: Value, seal: Seal): Value {
  if (Array.isArray(value)) return value.map((item) => sealed(item, seal));
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET) return seal(value);
  if (value[SIGNATURE] === ASSET && value.text !== undefined) return { ...value, text: ELIDED };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sealed(inner, seal)]));
}

/** Reports targets that are neither in the state nor in the program. */
export function reportUnknownTargets(unknown: readonly string[], events: Events): void {
  for (const urn of unknown) {
    // URNs of children contain a dollar sign, which a shell expands as a variable.
    const hint = urn.includes("$") ? "" : " Did you forget to escape $ in your shell?";
    events.diagnose({ severity: "error", message: `Target '${urn}' could not be found in the stack.${hint}` });
  }
}
