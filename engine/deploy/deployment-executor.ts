/** From a decision to its outcome: generates steps, has them carried out, and knows what has failed. */
import { setImmediate } from "node:timers/promises";
import { DeploymentEnded, messageOf } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import { spare } from "../steps/replacements.ts";
import { Refused } from "../steps/step-generator.ts";
import type { Generation } from "../steps/step-generator.ts";
import type { Asking } from "../steps/provider-requests.ts";
import { dependenciesOf } from "../resource/state.ts";
import { subject } from "../steps/step.ts";
import type { Step } from "../steps/step.ts";
import { answer } from "./resolve-requests.ts";
import type { Events } from "./events.ts";
import type { Executor } from "./step-executor.ts";
import type { Providers } from "./provider-registry.ts";
import { Signal } from "./signal.ts";

export interface WorkParts {
  generation: Generation;
  events: Events;
  executor: Executor;
  providers: Providers;
  /** Go on with what does not depend on what failed. */
  continueOnError: boolean;
}

/** failed, skipped: only where the deployment goes on after failures. */
export type Outcome =
  { kind: "done"; step: Step; told: Step; result: ResourceState } | { kind: "failed" | "skipped"; urn: string };

/** A resource that the deployment goes on without. */
class NotMade extends Error {
  readonly kind: "failed" | "skipped";
  readonly urn: string;

  constructor(kind: "failed" | "skipped", urn: string) {
    super(`${urn} was not made`);
    this.kind = kind;
    this.urn = urn;
  }
}

export class Work {
  readonly #parts: WorkParts;
  readonly #generating = new Set<Promise<unknown>>();
  readonly #broken = new Signal();
  /** Failed, or not done because of what failed. */
  readonly unavailable = new Set<string>();
  /** Steps that a decision needed to be done before it was made, with what they left. */
  readonly #carriedOut = new WeakMap<Step, ResourceState | undefined>();
  #failed = false;
  #bailed = false;

  constructor(parts: WorkParts) {
    this.#parts = parts;
  }

  get failed(): boolean {
    return this.#failed || this.#parts.generation.sawError;
  }

  /** A resource could not be decided on. */
  get bailed(): boolean {
    return this.#bailed;
  }

  /** Resolves when the deployment cannot go on. */
  get broken(): Promise<void> {
    return this.#broken.happened;
  }

  /** Nothing new starts. */
  fail(): void {
    this.#failed = true;
    this.#parts.executor.stop();
    this.#broken.raise();
  }

  /** What was done stays, and so does that something went wrong: others go on only where they do after failures. */
  failAfterwards(): void {
    if (this.#parts.continueOnError) this.#failed = true;
    else this.fail();
  }

  refuseWhenOver(): void {
    if (this.#parts.executor.stopped) throw new DeploymentEnded();
  }

  /** Waits for all decisions and steps under way. */
  async settled(): Promise<void> {
    while (this.#generating.size > 0) await Promise.allSettled([...this.#generating]);
    // What was decided on is handed to the executor in the same turn.
    await setImmediate();
    await this.#parts.executor.idle();
  }

  /**
   * Decides on a resource and does it. Resources are decided on side by side: while one waits for its provider's
   * answer, others go on. That is sound because a resource is registered only after all that it depends on, so that no
   * two of them bear on each other.
   */
  async make(generate: (generation: Generation) => Asking<Step[]> | Step[]): Promise<Outcome> {
    try {
      const steps = await this.decide(generate);
      const step = mainOf(steps);
      this.#skipDependent(steps);
      const left = steps.filter((one) => !this.#carriedOut.has(one));
      const result = left.length > 0 ? await this.run(left) : this.#carriedOut.get(step);
      // A component that is replaced has been when it has told its outputs.
      const told = steps.find(({ op }) => op === "replace") ?? step;
      return result ? { kind: "done", step, told, result } : { kind: "failed", urn: step.urn };
    } catch (error) {
      if (error instanceof NotMade) return { kind: error.kind, urn: error.urn };
      throw error;
    }
  }

  async #carryOut(steps: Step[]): Promise<ResourceState | undefined> {
    const { urn } = mainOf(steps);
    this.#skipDependent(steps);
    const result = await this.run(steps);
    if (this.unavailable.has(urn)) throw new NotMade("failed", urn);
    for (const step of steps) this.#carriedOut.set(step, result);
    return result;
  }

  #skipDependent(steps: Step[]): void {
    const step = mainOf(steps);
    if (!this.#dependsOnUnavailable(subject(step))) return;
    this.#parts.executor.drop(steps);
    this.#goWithout(steps);
    throw new NotMade("skipped", step.urn);
  }

  /**
   * A chain has ended early. Missing are the resource that it was about, and the one whose step has failed; what else it was
   * to delete for the resource's sake is there or not as if nobody had asked for it.
   */
  #goWithout(steps: Step[]): void {
    const { executor, generation } = this.#parts;
    const left = steps.filter((step) => !executor.hasBegun(step));
    spare(generation, left);
    for (const { urn } of [...steps.filter((step) => executor.hasFailed(step)), steps.at(-1) as Step])
      this.unavailable.add(urn);
  }

  /** Answers what the last step left: nothing for deletions, and for a failure that the deployment survives. */
  async run(steps: Step[]): Promise<ResourceState | undefined> {
    try {
      return await this.#parts.executor.run(steps);
    } catch (error) {
      if (error instanceof DeploymentEnded) throw error;
      // A protected resource is refused alone: other deletions need not wait for the user's decision.
      const survives = this.#parts.continueOnError || steps.some((step) => step.protectedFrom !== undefined);
      if (!survives) this.fail();
      if (this.#parts.executor.stopped) throw new DeploymentEnded();
      this.#failed = true;
      this.#goWithout(steps);
      return undefined;
    }
  }

  /** Asks the providers what a decision needs. */
  async decide<Result>(generate: (generation: Generation) => Asking<Result> | Result): Promise<Result> {
    const { generation, providers } = this.#parts;
    const carryOut = (steps: Step[]) => this.#carryOut(steps);
    const generated = (async () => {
      this.refuseWhenOver();
      const made = generate(generation);
      return isAsking(made) ? await answer(made, { providers, carryOut }) : made;
    })();
    this.#generating.add(generated);
    try {
      return await generated;
    } catch (error) {
      return this.#stopBecause(error);
    } finally {
      this.#generating.delete(generated);
    }
  }

  #stopBecause(error: unknown): never {
    if (error instanceof NotMade || error instanceof DeploymentEnded) throw error;
    if (!(error instanceof Refused)) this.#parts.events.diagnose({ severity: "error", message: messageOf(error) });
    this.#bailed = true;
    this.fail();
    throw new DeploymentEnded();
  }

  #dependsOnUnavailable(state: ResourceState): boolean {
    if (this.unavailable.size === 0) return false;
    const needs = dependenciesOf(state);
    if (state.parent) needs.add(state.parent);
    return [...needs].some((urn) => this.unavailable.has(urn));
  }
}

function isAsking<Result>(made: Asking<Result> | Result): made is Asking<Result> {
  return typeof made === "object" && made !== null && Symbol.iterator in made && "next" in made;
}

/** What is kept or deleted for its sake comes before the resource itself. */
const mainOf = (steps: Step[]): Step => steps.findLast(({ op }) => !NOT_THE_RESOURCE.has(op)) ?? (steps.at(-1) as Step);

const NOT_THE_RESOURCE: ReadonlySet<string> = new Set(["delete-replaced", "discard-replaced", "delete", "replace"]);
