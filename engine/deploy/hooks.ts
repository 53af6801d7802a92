/** Resource hooks: functions of the program that are called before and after steps, and when a step fails. */
import { messageOf } from "../../base/errors.ts";
import type { ResourceState } from "../model.ts";
import type { InvokeCallback } from "../protocol/callbacks.ts";
import { callErrorHook, callHook } from "../protocol/callbacks.ts";
import type { HookCall } from "../protocol/callbacks.ts";
import type { ErrorHookRequest, HookRequest } from "../protocol/resource-monitor.ts";
import type { Hooks } from "../resource/goal.ts";
import type { StepInfo } from "../steps/step.ts";
import { parseUrn } from "../resource/urn.ts";

const OPERATIONS: Partial<Record<StepInfo["op"], "Create" | "Update" | "Delete">> = {
  create: "Create",
  "create-replacement": "Create",
  update: "Update",
  delete: "Delete",
  "delete-replaced": "Delete",
};

export class HookRunner {
  /** Called when an after-hook fails. Its step has succeeded, but the deployment must fail. */
  onFailure: (urn: string, message: string) => void = () => {};
  /** Called when a hook with `ignoreErrors` fails. */
  onWarning: (urn: string, message: string) => void = () => {};
  readonly #invoke: InvokeCallback;
  readonly #preview: boolean;
  readonly #registered = new Map<string, HookRequest>();
  readonly #errorHooks = new Map<string, ErrorHookRequest>();

  constructor(invoke: InvokeCallback, preview: boolean) {
    this.#invoke = invoke;
    this.#preview = preview;
  }

  register(hook: HookRequest): void {
    this.#checkName(hook.name);
    this.#registered.set(hook.name, hook);
  }

  registerErrorHook(hook: ErrorHookRequest): void {
    this.#checkName(hook.name);
    this.#errorHooks.set(hook.name, hook);
  }

  #checkName(name: string): void {
    if (this.#registered.has(name) || this.#errorHooks.has(name))
      throw new Error(`resource hook already registered for name "${name}"`);
  }

  /** Throws if a hook fails; then the step must not be executed. */
  async before(step: StepInfo): Promise<void> {
    await this.#run("Before", step, undefined);
  }

  async after(step: StepInfo, result: ResourceState | undefined): Promise<void> {
    try {
      await this.#run("After", step, result);
    } catch (error) {
      this.onFailure(step.urn, messageOf(error));
    }
  }

  /** Whether a failed step must be retried. @param failures the error messages so far, newest first */
  async retries(step: StepInfo, failures: string[]): Promise<boolean> {
    const { operation, subject } = aboutHooks(step);
    if (!operation || !subject?.custom) return false;
    let retry = false;
    for (const name of hooksOf(subject).OnError ?? []) {
      const hook = this.#errorHooks.get(name);
      if (!hook) throw new Error(`error hooks execution failed: error hook "${name}" was not registered`);
      const call = { ...this.#about(step, subject), operation: lowerCase(operation), failures };
      try {
        retry = (await callErrorHook(this.#invoke, hook.callback, call)) || retry;
      } catch (cause) {
        const problem = `error hook "${name}" failed: ${messageOf(cause)}`;
        throw new Error(`error hooks execution failed: ${problem}`, { cause });
      }
    }
    return retry;
  }

  async #run(when: "Before" | "After", step: StepInfo, result: ResourceState | undefined): Promise<void> {
    const { operation, subject } = aboutHooks(step);
    if (!operation || !subject) return;
    for (const name of hooksOf(subject)[`${when}${operation}`] ?? []) {
      const hook = this.#registered.get(name);
      if (!hook) throw new Error(`hook "${name}" was not registered`);
      if (this.#preview && !hook.onDryRun) continue;
      const about = { ...this.#about(step, subject), newOutputs: result?.outputs };
      const problem = await callHook(this.#invoke, hook.callback, { ...about, id: result?.id ?? about.id });
      if (problem === undefined) continue;
      if (hook.ignoreErrors) this.onWarning(step.urn, `${when}${operation} hook "${name}" failed: ${problem}`);
      else throw new Error(`${when.toLowerCase()} hook "${name}" failed: ${problem}`);
    }
  }

  #about({ urn, type, op, old, new: after }: StepInfo, subject: ResourceState): HookCall {
    // A replacement is a new resource, without an old state.
    const before = OPERATIONS[op] === "Create" ? undefined : old;
    return {
      ...{ urn, type, name: parseUrn(urn).name, id: subject.id ?? before?.id ?? "" },
      after,
      newInputs: after?.inputs,
      before,
      oldInputs: before?.inputs,
      oldOutputs: before?.outputs,
    };
  }
}

function aboutHooks(step: StepInfo): {
  operation: (typeof OPERATIONS)[StepInfo["op"]];
  subject: ResourceState | undefined;
} {
  const operation = OPERATIONS[step.op];
  return { operation, subject: operation === "Delete" ? step.old : step.new };
}

const hooksOf = (state: ResourceState): Hooks => (state.resourceHooks as Hooks | undefined) ?? {};

const lowerCase = (operation: "Create" | "Update" | "Delete") =>
  operation.toLowerCase() as "create" | "update" | "delete";
