/** Resource hooks: functions of the program that run before and after steps. */
import { messageOf } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type { InvokeCallback } from "../protocol/callbacks.ts";
import { callHook } from "../protocol/hook.ts";
import type { HookRequest } from "../protocol/registrar.ts";
import type { HookKind, Hooks } from "../steps/goal.ts";
import type { Step } from "../steps/step.ts";
import { parseUrn } from "../steps/urn.ts";

const OPERATIONS: Partial<Record<Step["op"], "Create" | "Update" | "Delete">> = {
  create: "Create",
  "create-replacement": "Create",
  update: "Update",
  delete: "Delete",
  "delete-replaced": "Delete",
};

export class HookRunner {
  /** Told of after-hooks that fail: the step has succeeded, the deployment has not. */
  onFailure: (urn: string, message: string) => void = () => {};
  readonly #invoke: InvokeCallback;
  readonly #preview: boolean;
  readonly #registered = new Map<string, HookRequest>();

  constructor(invoke: InvokeCallback, preview: boolean) {
    this.#invoke = invoke;
    this.#preview = preview;
  }

  register(hook: HookRequest): void {
    this.#registered.set(hook.name, hook);
  }

  /** Throws when a hook fails: the step is not to be done. */
  async before(step: Step): Promise<void> {
    await this.#run("Before", step, undefined);
  }

  async after(step: Step, result: ResourceState | undefined): Promise<void> {
    try {
      await this.#run("After", step, result);
    } catch (error) {
      this.onFailure(step.urn, messageOf(error));
    }
  }

  async #run(when: "Before" | "After", step: Step, result: ResourceState | undefined): Promise<void> {
    const operation = OPERATIONS[step.op];
    const subject = operation === "Delete" ? step.old : step.new;
    if (!operation || !subject) return;
    const kind: HookKind = `${when}${operation}`;
    for (const name of (subject.resourceHooks as Hooks | undefined)?.[kind] ?? []) {
      await this.#call(name, when, step, subject, result);
    }
  }

  async #call(
    name: string,
    when: string,
    step: Step,
    subject: ResourceState,
    result: ResourceState | undefined,
  ): Promise<void> {
    const hook = this.#registered.get(name);
    if (!hook) throw new Error(`resource hook "${name}" was not registered: its program has to run for this operation`);
    if (this.#preview && !hook.onDryRun) return;
    const { urn, type, op, old, new: next } = step;
    const problem = await callHook(this.#invoke, hook.callback, {
      ...{ urn, type, name: parseUrn(urn).name, id: result?.id ?? subject.id ?? old?.id ?? "" },
      ...(next?.inputs ? { newInputs: next.inputs } : {}),
      ...(op !== "create" && old?.inputs ? { oldInputs: old.inputs } : {}),
      ...(result?.outputs ? { newOutputs: result.outputs } : {}),
      ...(op !== "create" && old?.outputs ? { oldOutputs: old.outputs } : {}),
    });
    if (problem !== undefined) throw new Error(`${when.toLowerCase()} hook "${name}" failed: ${problem}`);
  }
}
