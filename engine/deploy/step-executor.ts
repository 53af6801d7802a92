/** Executes chains of steps, a limited number in parallel. No step starts after the executor was stopped. */
import { setImmediate } from "node:timers/promises";
import pLimit from "p-limit";
import type { LimitFunction } from "p-limit";
import { messageOf } from "../../base/errors.ts";
import { BailError, DeploymentEnded, ProviderKilled } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { equal } from "../resource/compare.ts";
import { outputsOf } from "../resource/state.ts";
import { isInternal, isProtectedDelete, resourceOf } from "../steps/step.ts";
import type { Step } from "../steps/step.ts";
import type { ApplyContext, StepResult } from "./apply/context.ts";
import { apply } from "./apply/index.ts";
import type { Events } from "./events.ts";
import type { HookRunner } from "./hooks.ts";
import type { SnapshotManager } from "./snapshot-manager.ts";

export interface StepExecutorOptions extends ApplyContext {
  events: Events;
  snapshots: Pick<SnapshotManager, "beginMutation" | "endMutation">;
  hooks?: HookRunner;
  /** Count the results of refreshes in the summary. Unset for a refresh before an update. */
  countsRefreshes?: boolean;
  parallel: number;
}

const MAX_ATTEMPTS = 100;

export class StepExecutor {
  /** Steps in progress, by URN. */
  readonly running = new Map<string, Step>();
  readonly #options: StepExecutorOptions;
  readonly #limit: LimitFunction;
  readonly #chains = new Set<Promise<unknown>>();
  readonly #outcomes = new WeakMap<Step, PromiseWithResolvers<boolean>>();
  readonly #started = new WeakSet<Step>();
  readonly #succeeded = new WeakSet<Step>();
  #stopped = false;
  #terminated = false;

  constructor(options: StepExecutorOptions) {
    this.#options = options;
    this.#limit = pLimit(Math.max(1, options.parallel));
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** No further step starts; steps in progress finish. */
  stop(): void {
    this.#stopped = true;
  }

  /** Like {@link stop}, before providers are killed: steps in progress stay in the state as pending operations. */
  terminate(): void {
    this.#stopped = true;
    this.#terminated = true;
  }

  /** Resolves when no chain is queued or in progress. */
  async idle(): Promise<void> {
    while (this.#chains.size > 0) await Promise.allSettled([...this.#chains]);
  }

  /**
   * Executes the steps one after the other and returns the resource that the last of them left.
   *
   * @throws BailError if a step failed, DeploymentEnded if steps were not executed because the deployment ended
   */
  execute(steps: readonly Step[]): Promise<ResourceState | undefined> {
    const chain = this.#limit(() => this.#executeChain(steps));
    const tracked = chain.finally(() => this.#chains.delete(tracked));
    this.#chains.add(tracked);
    tracked.catch(() => {});
    return chain;
  }

  async #executeChain(steps: readonly Step[]): Promise<ResourceState | undefined> {
    let last: ResourceState | undefined;
    try {
      // Handle waiting registrations first, because one of them may end the deployment.
      await setImmediate();
      for (const step of steps) {
        const before = await Promise.all((step.after ?? []).map((other) => this.#outcomeOf(other).promise));
        if (this.#stopped) throw new DeploymentEnded();
        if (before.includes(false)) throw new BailError(`${step.op} of ${step.urn} depends on a step that failed`);
        this.#started.add(step);
        last = (await this.#executeStep(step, step.op === "replace" ? last : undefined)) ?? last;
        this.#succeeded.add(step);
        this.#outcomeOf(step).resolve(true);
      }
      return last;
    } finally {
      this.skip(steps);
    }
  }

  hasStarted(step: Step): boolean {
    return this.#started.has(step);
  }

  hasFailed(step: Step): boolean {
    return this.#started.has(step) && !this.#succeeded.has(step);
  }

  /**
   * Marks steps as failed or not executed, so that steps that wait for them fail too. Finished steps are not changed.
   */
  skip(steps: readonly Step[]): void {
    for (const step of steps) this.#outcomeOf(step).resolve(false);
  }

  /** @param replacement for a `replace` step: the new resource, which another step has created */
  async #executeStep(step: Step, replacement?: ResourceState): Promise<ResourceState | undefined> {
    const { events, snapshots } = this.#options;
    events.started(step, replacement);
    this.running.set(step.urn, step);
    try {
      await snapshots.beginMutation(step);
      const applied = await this.#apply(step);
      if (applied.failure === undefined || applied.result) snapshots.endMutation(step, true, applied.result);
      if (applied.failure) throw applied.failure;
      const { warning } = applied;
      if (warning !== undefined) events.diagnose({ urn: step.urn, severity: "warning", message: warning });
      // After-hooks of a component are called when it has registered its outputs.
      if (step.new?.custom ?? true) await this.#options.hooks?.after(step, applied.result);
      this.#reportSuccess(step, replacement ? { ...applied, result: replacement } : applied);
      return applied.result;
    } catch (error) {
      this.#reportFailure(step, error);
      throw new BailError(messageOf(error), { cause: error });
    } finally {
      this.running.delete(step.urn);
    }
  }

  async #apply(step: Step): Promise<StepResult> {
    try {
      await this.#options.hooks?.before(step);
      const applied = await this.#attempt(step);
      const { secrets } = this.#options.events;
      return applied.result ? { ...applied, result: secrets.redactReasons(applied.result) } : applied;
    } catch (error) {
      // An operation stays pending if its provider was killed, because its outcome is unknown.
      if (!this.#terminated && !(error instanceof ProviderKilled)) this.#options.snapshots.endMutation(step, false);
      throw error;
    }
  }

  /** Retries a failed step as long as the program's error hooks request it. */
  async #attempt(step: Step): Promise<StepResult> {
    const { hooks, events } = this.#options;
    for (const failures: string[] = []; ;) {
      const applied = await apply(step, this.#options).catch((error: unknown) => ({ failure: asError(error) }));
      if (!applied.failure) return applied;
      failures.unshift(applied.failure.message);
      const isLast = failures.length >= MAX_ATTEMPTS || isProtectedDelete(step) || this.#terminated;
      if (isLast || !(await hooks?.retries(step, failures))) {
        if ("result" in applied) return applied;
        throw applied.failure;
      }
      const what = step.old && !step.new ? "delete" : step.op === "update" ? "update" : "create";
      const message = `retrying ${what} due to on-error hook request (${failures.length}/${MAX_ATTEMPTS})`;
      events.diagnose({ urn: step.urn, severity: "warning", message });
    }
  }

  /** Resolves to whether the step succeeded; to false if it was not executed. */
  #outcomeOf(step: Step): PromiseWithResolvers<boolean> {
    const outcome = this.#outcomes.get(step) ?? Promise.withResolvers<boolean>();
    this.#outcomes.set(step, outcome);
    return outcome;
  }

  #reportSuccess(step: Step, { result, resultOp, difference }: StepResult): void {
    const { events, preview, countsRefreshes } = this.#options;
    if (step.op === "refresh") {
      const op = countsRefreshes && resultOp ? resultOp : step.op;
      if (countsRefreshes) events.count(step, resultOp);
      return events.refreshed({ ...step, op, ...difference }, result);
    }
    if (step.logical && (step.op !== "read" || hasNewOutputs(step, result))) events.count(step);
    // A component is reported later, when it has registered its outputs.
    if (resourceOf(step).custom || step.op === "delete" || preview) events.finished(step, result);
  }

  #reportFailure(step: Step, error: unknown): void {
    const { events, preview } = this.#options;
    const urn = isInternal(step) ? undefined : step.urn;
    events.diagnose({ urn, severity: "error", message: messageOf(error) });
    if (!preview) events.failed(step);
  }
}

/** The summary counts a repeated read only if it found different outputs. */
const hasNewOutputs = ({ old }: Step, result: ResourceState | undefined): boolean =>
  old !== undefined && result !== undefined && !equal(outputsOf(old), outputsOf(result));

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));
