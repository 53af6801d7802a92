/** Drives one deployment: passes registrations to the step generator and its steps to the step executor. */
import { setImmediate } from "node:timers/promises";
import { messageOf } from "../../base/errors.ts";
import { BailError, DeploymentEnded } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { dependenciesOf } from "../resource/state.ts";
import type { ProviderRequests } from "../steps/provider-requests.ts";
import { cancelDeletes } from "../steps/replacements.ts";
import type { StepGenerator } from "../steps/step-generator.ts";
import { isProtectedDelete, resourceOf } from "../steps/step.ts";
import type { Step } from "../steps/step.ts";
import type { Events } from "./events.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import { resolveRequests } from "./resolve-requests.ts";
import type { StepExecutor } from "./step-executor.ts";

export interface DeploymentExecutorOptions {
  generator: StepGenerator;
  events: Events;
  stepExecutor: StepExecutor;
  providers: ProviderRegistry;
  /** After a failure, continue with resources that do not depend on the failed one. */
  continueOnError: boolean;
}

/** The outcome of a registration. `failed` and `skipped` occur only if the deployment continues after failures. */
export type RegistrationOutcome =
  | {
      kind: "done";
      step: Step;
      /** The step that a component's registered outputs are reported with: its `replace` step, if it is replaced. */
      outputsStep: Step;
      result: ResourceState;
    }
  | { kind: "failed" | "skipped"; urn: string };

/** Thrown to end a registration without ending the deployment. */
class ResourceUnavailable extends Error {
  readonly kind: "failed" | "skipped";
  readonly urn: string;

  constructor(kind: "failed" | "skipped", urn: string) {
    super(`${urn} is unavailable: ${kind}`);
    this.kind = kind;
    this.urn = urn;
  }
}

type Generate<Result> = (generator: StepGenerator) => ProviderRequests<Result> | Result;

export class DeploymentExecutor {
  readonly #options: DeploymentExecutorOptions;
  readonly #generating = new Set<Promise<unknown>>();
  readonly #aborted = Promise.withResolvers<void>();
  /** URNs of resources that failed, or were skipped because of a failure. */
  readonly unavailable = new Set<string>();
  /** Results of steps that were executed during step generation. */
  readonly #executed = new WeakMap<Step, ResourceState | undefined>();
  #failed = false;
  #bailed = false;

  constructor(options: DeploymentExecutorOptions) {
    this.#options = options;
  }

  get failed(): boolean {
    return this.#failed || this.#options.generator.sawError;
  }

  /** Whether step generation failed and ended the deployment. */
  get bailed(): boolean {
    return this.#bailed;
  }

  /** Resolves when the deployment is aborted. */
  get aborted(): Promise<void> {
    return this.#aborted.promise;
  }

  /** Fails the deployment; no further step starts. */
  abort(): void {
    this.#failed = true;
    this.#options.stepExecutor.stop();
    this.#aborted.resolve();
  }

  /** Fails the deployment although the step succeeded. Aborts it unless `continueOnError` is set. */
  recordFailure(): void {
    if (this.#options.continueOnError) this.#failed = true;
    else this.abort();
  }

  throwIfEnded(): void {
    if (this.#options.stepExecutor.stopped) throw new DeploymentEnded();
  }

  /** Resolves when no steps are being generated or executed. */
  async idle(): Promise<void> {
    while (this.#generating.size > 0) await Promise.allSettled([...this.#generating]);
    // Generated steps are passed to the step executor in the same turn.
    await setImmediate();
    await this.#options.stepExecutor.idle();
  }

  /**
   * Generates the steps of a registration and executes them. Registrations run concurrently: while one waits for its
   * provider, others proceed. This is safe because a program registers a resource only after everything that it depends
   * on, so concurrent registrations are independent of each other.
   */
  async executeRegistration(generate: Generate<Step[]>): Promise<RegistrationOutcome> {
    try {
      const steps = await this.generate(generate);
      const step = mainStep(steps);
      this.#skipIfUnavailable(steps);
      const pending = steps.filter((one) => !this.#executed.has(one));
      const result = pending.length > 0 ? await this.executeChain(pending) : this.#executed.get(step);
      const outputsStep = steps.find(({ op }) => op === "replace") ?? step;
      return result ? { kind: "done", step, outputsStep, result } : { kind: "failed", urn: step.urn };
    } catch (error) {
      if (error instanceof ResourceUnavailable) return { kind: error.kind, urn: error.urn };
      throw error;
    }
  }

  async #executeEarly(steps: Step[]): Promise<ResourceState | undefined> {
    const { urn } = mainStep(steps);
    this.#skipIfUnavailable(steps);
    const result = await this.executeChain(steps);
    if (this.unavailable.has(urn)) throw new ResourceUnavailable("failed", urn);
    for (const step of steps) this.#executed.set(step, result);
    return result;
  }

  #skipIfUnavailable(steps: Step[]): void {
    const step = mainStep(steps);
    if (!this.#dependsOnUnavailable(resourceOf(step))) return;
    this.#options.stepExecutor.skip(steps);
    this.#recordUnavailable(steps);
    throw new ResourceUnavailable("skipped", step.urn);
  }

  /**
   * Handles a chain that ended early: its resource and the one whose step failed become unavailable, and deletes of
   * other resources that did not start are cancelled.
   */
  #recordUnavailable(steps: Step[]): void {
    const { stepExecutor, generator } = this.#options;
    cancelDeletes(
      generator,
      steps.filter((step) => !stepExecutor.hasStarted(step)),
    );
    const failed = steps.filter((step) => stepExecutor.hasFailed(step));
    for (const { urn } of [...failed, ...steps.slice(-1)]) this.unavailable.add(urn);
  }

  /** Returns the last step's result: `undefined` for a delete, or if a step failed without ending the deployment. */
  async executeChain(steps: Step[]): Promise<ResourceState | undefined> {
    try {
      return await this.#options.stepExecutor.execute(steps);
    } catch (error) {
      if (error instanceof DeploymentEnded) throw error;
      // A protected resource fails the deployment but does not keep others from being deleted.
      const survives = this.#options.continueOnError || steps.some(isProtectedDelete);
      if (!survives) this.abort();
      if (this.#options.stepExecutor.stopped) throw new DeploymentEnded();
      this.#failed = true;
      this.#recordUnavailable(steps);
      return undefined;
    }
  }

  /** Runs step generation and resolves its requests to providers. */
  async generate<Result>(generate: Generate<Result>): Promise<Result> {
    const { generator, providers } = this.#options;
    const executeSteps = (steps: Step[]) => this.#executeEarly(steps);
    const generated = (async () => {
      this.throwIfEnded();
      const result = generate(generator);
      return makesRequests(result) ? await resolveRequests(result, { providers, executeSteps }) : result;
    })();
    this.#generating.add(generated);
    try {
      return await generated;
    } catch (error) {
      return this.#bail(error);
    } finally {
      this.#generating.delete(generated);
    }
  }

  #bail(error: unknown): never {
    if (error instanceof ResourceUnavailable || error instanceof DeploymentEnded) throw error;
    if (!(error instanceof BailError)) this.#options.events.diagnose({ severity: "error", message: messageOf(error) });
    this.#bailed = true;
    this.abort();
    throw new DeploymentEnded();
  }

  #dependsOnUnavailable(state: ResourceState): boolean {
    if (this.unavailable.size === 0) return false;
    const needs = dependenciesOf(state);
    if (state.parent) needs.add(state.parent);
    return [...needs].some((urn) => this.unavailable.has(urn));
  }
}

function makesRequests<Result>(result: ProviderRequests<Result> | Result): result is ProviderRequests<Result> {
  return typeof result === "object" && result !== null && Symbol.iterator in result && "next" in result;
}

/** The step of the registered resource itself. Other steps of the chain delete or keep resources for it. */
const mainStep = (steps: Step[]): Step => steps.findLast(({ op }) => !AUXILIARY.has(op)) ?? steps.at(-1)!;

const AUXILIARY: ReadonlySet<Step["op"]> = new Set(["delete-replaced", "discard-replaced", "delete", "replace"]);
