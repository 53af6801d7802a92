/** What a deployment has made so far: what the program is answered, and the outputs that it then tells. */
import type { ResourceState } from "../model.ts";
import type { Registered } from "../protocol/resource-monitor.ts";
import { compact, outputsOf } from "../resource/state.ts";
import type { Step } from "../steps/step.ts";
import type { Properties } from "../values.ts";
import type { Events } from "./events.ts";
import type { HookRunner } from "./hooks.ts";
import type { Journal } from "./snapshot-manager.ts";
import type { Outcome } from "./deployment-executor.ts";

export interface MadeParts {
  events: Events;
  journal: Journal;
  hooks: HookRunner;
}

export class Made {
  readonly #parts: MadeParts;
  readonly #byUrn = new Map<string, { step: Step; told: Step; result: ResourceState }>();

  constructor(parts: MadeParts) {
    this.#parts = parts;
  }

  get(urn: string): ResourceState | undefined {
    return this.#byUrn.get(urn)?.result;
  }

  answer(outcome: Outcome): Registered {
    if (outcome.kind !== "done") return { urn: outcome.urn, outputs: {}, result: outcome.kind };
    const { step, told, result } = outcome;
    this.#byUrn.set(result.urn, { step, told, result });
    const id = result.id === undefined ? {} : { id: result.id };
    const unknown = step.skippedCreate ? { unknown: true } : {};
    return { urn: result.urn, ...id, outputs: outputsOf(result), result: "success", ...unknown };
  }

  /** A component, or the stack, has told its outputs. */
  async setOutputs(urn: string, outputs: Properties): Promise<void> {
    const known = this.#byUrn.get(urn);
    // It was not made, so that it has no outputs either.
    if (known?.step.skippedCreate) return;
    if (!known) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    const result = compact({ ...known.result, outputs });
    this.#byUrn.set(urn, { ...known, result });
    this.#parts.journal.replaceNew(known.result, result);
    if (!result.custom) await this.#parts.hooks.after(known.told, result);
    this.#parts.events.finished(known.told, result);
  }
}
