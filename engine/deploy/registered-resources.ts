/** The resources that a deployment has registered or read so far. Components register their outputs later. */
import type { ResourceState } from "../model.ts";
import type { RegisterResult } from "../protocol/resource-monitor.ts";
import { compact, outputsOf } from "../resource/state.ts";
import { isSkippedCreate } from "../steps/step.ts";
import type { Properties } from "../values.ts";
import type { RegistrationOutcome } from "./deployment-executor.ts";
import type { Events } from "./events.ts";
import type { HookRunner } from "./hooks.ts";
import type { SnapshotManager } from "./snapshot-manager.ts";

export interface RegisteredResourcesOptions {
  events: Events;
  snapshots: SnapshotManager;
  hooks: HookRunner;
}

export class RegisteredResources {
  readonly #options: RegisteredResourcesOptions;
  readonly #byUrn = new Map<string, Extract<RegistrationOutcome, { kind: "done" }>>();

  constructor(options: RegisteredResourcesOptions) {
    this.#options = options;
  }

  get(urn: string): ResourceState | undefined {
    return this.#byUrn.get(urn)?.result;
  }

  /** Returns the result of the registration. */
  add(outcome: RegistrationOutcome): RegisterResult {
    if (outcome.kind !== "done") return { urn: outcome.urn, outputs: {}, result: outcome.kind };
    const { step, result } = outcome;
    this.#byUrn.set(result.urn, outcome);
    const unknown = isSkippedCreate(step);
    return { urn: result.urn, id: result.id, outputs: outputsOf(result), result: "success", unknown };
  }

  /** Records the outputs that a component, or the stack, registers. */
  async registerOutputs(urn: string, outputs: Properties): Promise<void> {
    const known = this.#byUrn.get(urn);
    // A resource that was not created has no outputs.
    if (known && isSkippedCreate(known.step)) return;
    if (!known) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    const result = compact({ ...known.result, outputs });
    this.#byUrn.set(urn, { ...known, result });
    this.#options.snapshots.registerOutputs(known.result, result);
    if (!result.custom) await this.#options.hooks.after(known.outputsStep, result);
    this.#options.events.finished(known.outputsStep, result);
  }
}
