/** Runs chains of steps: each saved before and after, a limited number at a time, none after a failure or a cancel. */
import { setImmediate } from "node:timers/promises";
import { DeploymentEnded, messageOf, ProviderKilled, Reported } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { equal } from "../resource/compare.ts";
import { outputsOf } from "../resource/state.ts";
import { isInternal, subject } from "../steps/step.ts";
import type { Step } from "../steps/step.ts";
import { apply } from "./apply/index.ts";
import type { Applied, ApplyContext } from "./apply/index.ts";
import type { Events } from "./events.ts";
import type { HookRunner } from "./hooks.ts";
import type { Journal } from "./snapshot-manager.ts";
import { Slots } from "./slots.ts";

export interface ExecutorOptions extends ApplyContext {
  events: Events;
  journal: Pick<Journal, "begin" | "end">;
  hooks?: HookRunner;
  /** A refresh of its own counts what it found; one before an update does not. */
  countsRefreshes?: boolean;
  parallel: number;
}

const MAX_ATTEMPTS = 100;

/** Whether a resource that is read again has other outputs: else there is nothing to tell of. */
const findsChange = ({ old }: Step, result: ResourceState | undefined): boolean =>
  old !== undefined && result !== undefined && !equal(outputsOf(old), outputsOf(result));

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(messageOf(error)));

export class Executor {
  /** Steps under way, by URN. */
  readonly running = new Map<string, Step>();
  readonly #options: ExecutorOptions;
  readonly #slots: Slots;
  readonly #chains = new Set<Promise<unknown>>();
  readonly #outcomes = new WeakMap<Step, PromiseWithResolvers<boolean>>();
  readonly #begun = new WeakSet<Step>();
  readonly #done = new WeakSet<Step>();
  #stopped = false;
  #abandoned = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#slots = new Slots(options.parallel);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** No step starts from now on; those under way finish. */
  stop(): void {
    this.#stopped = true;
  }

  /** Like stop, and what is under way is about to be cut off: the state keeps it as pending operations. */
  abandon(): void {
    this.#stopped = true;
    this.#abandoned = true;
  }

  /** Resolves when no step is under way. */
  async idle(): Promise<void> {
    while (this.#chains.size > 0) await Promise.allSettled([...this.#chains]);
  }

  /**
   * Runs steps in their order. Answers the last resource that one of them left. Throws Reported when one failed,
   * DeploymentEnded when they did not come to run.
   */
  run(steps: readonly Step[]): Promise<ResourceState | undefined> {
    const chain = this.#slots.run(async () => {
      let last: ResourceState | undefined;
      try {
        // Registrations that wait already are looked at first: one of them may end the deployment at once.
        await setImmediate();
        for (const step of steps) {
          const before = await Promise.all((step.after ?? []).map((other) => this.#outcomeOf(other).promise));
          if (this.#stopped) throw new DeploymentEnded();
          if (before.includes(false)) throw new Reported(`${step.op} of ${step.urn} has to wait for what has failed`);
          this.#begun.add(step);
          last = (await this.#step(step, step.op === "replace" ? last : undefined)) ?? last;
          this.#done.add(step);
          this.#outcomeOf(step).resolve(true);
        }
        return last;
      } finally {
        this.drop(steps);
      }
    });
    const tracked = chain.finally(() => this.#chains.delete(tracked));
    this.#chains.add(tracked);
    tracked.catch(() => {});
    return chain;
  }

  hasBegun(step: Step): boolean {
    return this.#begun.has(step);
  }

  hasFailed(step: Step): boolean {
    return this.#begun.has(step) && !this.#done.has(step);
  }

  /** Steps that do not come to run, or have failed: what waits for them goes without. */
  drop(steps: readonly Step[]): void {
    for (const step of steps) this.#outcomeOf(step).resolve(false);
  }

  /** @param made the resource, where the step only says that another one has made it */
  async #step(step: Step, made?: ResourceState): Promise<ResourceState | undefined> {
    const { events, journal } = this.#options;
    events.started(step, made);
    this.running.set(step.urn, step);
    try {
      await journal.begin(step);
      const applied = await this.#apply(step);
      if (applied.failure === undefined || applied.result) journal.end(step, true, applied.result);
      if (applied.failure) throw applied.failure;
      const { warning } = applied;
      if (warning !== undefined) events.diagnose({ urn: step.urn, severity: "warning", message: warning });
      // A component's hooks wait until it has told its outputs.
      if (step.new?.custom ?? true) await this.#options.hooks?.after(step, applied.result);
      this.#finish(step, made ? { ...applied, result: made } : applied);
      return applied.result;
    } catch (error) {
      this.#report(step, error);
      throw new Reported(error);
    } finally {
      this.running.delete(step.urn);
    }
  }

  #finish(step: Step, { result, found, difference }: Applied): void {
    const { events, preview, countsRefreshes } = this.#options;
    if (step.op === "refresh") {
      const op = countsRefreshes && found ? found : step.op;
      if (countsRefreshes) events.count(step, found);
      return events.refreshed({ ...step, op, ...difference }, result);
    }
    if (step.logical && (step.op !== "read" || findsChange(step, result))) events.count(step);
    // A component's outputs are known only when it has told them.
    const { custom } = subject(step);
    if (custom || step.op === "delete" || preview) events.finished(step, result);
  }

  async #apply(step: Step): Promise<Applied> {
    try {
      await this.#options.hooks?.before(step);
      const applied = await this.#attempt(step);
      const { secrets } = this.#options.events;
      return applied.result ? { ...applied, result: secrets.redactReasons(applied.result) } : applied;
    } catch (error) {
      // What came of an operation that was cut off is not known: it stays pending.
      if (!this.#abandoned && !(error instanceof ProviderKilled)) this.#options.journal.end(step, false);
      throw error;
    }
  }

  /** Again and again, as long as the program's error hooks say so. */
  async #attempt(step: Step): Promise<Applied> {
    const { hooks, events } = this.#options;
    for (const failures: string[] = []; ;) {
      const applied = await apply(step, this.#options).catch((error: unknown) => ({ failure: asError(error) }));
      if (!applied.failure) return applied;
      failures.unshift(applied.failure.message);
      const isLast = failures.length >= MAX_ATTEMPTS || step.protectedFrom !== undefined || this.#abandoned;
      if (isLast || !(await hooks?.retries(step, failures))) {
        if ("result" in applied) return applied;
        throw applied.failure;
      }
      const what = step.old && !step.new ? "delete" : step.op === "update" ? "update" : "create";
      const message = `retrying ${what} due to on-error hook request (${failures.length}/${MAX_ATTEMPTS})`;
      events.diagnose({ urn: step.urn, severity: "warning", message });
    }
  }

  /** Whether a step succeeded; false too when it did not come to run. The first answer counts. */
  #outcomeOf(step: Step): PromiseWithResolvers<boolean> {
    const outcome = this.#outcomes.get(step) ?? Promise.withResolvers<boolean>();
    this.#outcomes.set(step, outcome);
    return outcome;
  }

  #report(step: Step, error: unknown): void {
    const { events, preview } = this.#options;
    events.diagnose({ ...(isInternal(step) ? {} : { urn: step.urn }), severity: "error", message: messageOf(error) });
    if (!preview) events.failed(step);
  }
}
