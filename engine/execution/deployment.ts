/** One deployment: takes the program's registrations, makes steps of them one at a time, and has them carried out. */
import { setImmediate } from "node:timers/promises";
import { DeploymentEnded, EngineError, messageOf, Reported } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type {
  Called,
  HookRequest,
  Invoked,
  InvokeRequest,
  LogMessage,
  PackageRequest,
  ReadRequest,
  Registered,
  Registrar,
  Registration,
} from "../protocol/registrar.ts";
import { deleteSteps, deletionOrder } from "../steps/delete.ts";
import { Refused } from "../steps/generation.ts";
import type { Generation } from "../steps/generation.ts";
import type { Asking } from "../steps/question.ts";
import { readSteps } from "../steps/read.ts";
import { registerSteps } from "../steps/register.ts";
import { compact, outputsOf } from "../steps/state.ts";
import type { Step } from "../steps/step.ts";
import { isProviderType, makeReference, packageOf, providerType, STACK_TYPE } from "../steps/urn.ts";
import { UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { answer } from "./ask.ts";
import type { Events } from "./events.ts";
import type { Executor } from "./executor.ts";
import { Inheritance } from "./inherit.ts";
import type { Journal } from "./journal.ts";
import type { Providers } from "./providers.ts";

export interface DeploymentParts {
  generation: Generation;
  events: Events;
  executor: Executor;
  providers: Providers;
  journal: Journal;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
}

interface Registered_ {
  step: Step;
  result: ResourceState;
}

export class Deployment implements Registrar {
  readonly #parts: DeploymentParts;
  readonly #registered = new Map<string, Registered_>();
  readonly #defaultProviders = new Map<string, Promise<string>>();
  readonly #inheritance = new Inheritance();
  readonly #generating = new Set<Promise<unknown>>();
  #stackOutputs: { urn: string; outputs: Properties } | undefined;
  #failed = false;
  /** Resolves when the program has registered all. */
  readonly allRegistered: Promise<void>;
  /** Resolves when the deployment cannot go on. */
  readonly broken: Promise<void>;
  readonly #over: Promise<void>;
  #tellAllRegistered: () => void = () => {};
  #tellBroken: () => void = () => {};
  #tellOver: () => void = () => {};

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
    this.allRegistered = new Promise((resolve) => (this.#tellAllRegistered = resolve));
    this.broken = new Promise((resolve) => (this.#tellBroken = resolve));
    this.#over = new Promise((resolve) => (this.#tellOver = resolve));
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Nothing new starts; what has not been answered is told that the deployment is over. */
  fail(): void {
    this.#failed = true;
    this.#parts.executor.stop();
    this.#tellBroken();
  }

  async registerResource(registration: Registration): Promise<Registered> {
    if (registration.remote) {
      throw new EngineError(
        "ENGINE_UNSUPPORTED",
        `${registration.type} "${registration.name}" is a remote component: the embedded engine does not build those; use the real Pulumi CLI.`,
      );
    }
    const asked = this.#inheritance.apply(registration);
    const needsProvider = asked.custom && !isProviderType(asked.type);
    const goal = needsProvider ? { ...asked, provider: await this.#providerFor(asked) } : asked;
    const steps = await this.#generate((generation) => registerSteps(generation, goal));
    const registered = await this.#carryOut(steps);
    this.#inheritance.remember(registered.urn, goal);
    return registered;
  }

  async registerResourceOutputs(urn: string, outputs: Properties): Promise<void> {
    this.#refuseWhenOver();
    // The stack's outputs count when the deployment has ended well; until then the old ones stay.
    if (this.#registered.get(urn)?.result.type === STACK_TYPE) this.#stackOutputs = { urn, outputs };
    else await this.#setOutputs(urn, outputs);
  }

  async readResource(request: ReadRequest): Promise<Registered> {
    const goal = { ...request, provider: await this.#providerFor(request) };
    return this.#carryOut(await this.#generate((generation) => readSteps(generation, goal)));
  }

  async invoke(request: InvokeRequest): Promise<Invoked> {
    this.#refuseWhenOver();
    const reference = request.provider ?? (await this.#defaultProvider({ ...request, type: request.token }));
    return (await this.#parts.providers.get(reference)).invoke(request.token, request.args);
  }

  call(request: InvokeRequest): Promise<Called> {
    return this.#unsupported(`the method call ${request.token}`);
  }

  registerHook(request: HookRequest): Promise<void> {
    return this.#unsupported(`the resource hook "${request.name}"`);
  }

  registerErrorHook(request: HookRequest): Promise<void> {
    return this.#unsupported(`the error hook "${request.name}"`);
  }

  registerStackTransform(): Promise<void> {
    return this.#unsupported("a stack transform");
  }

  registerInvokeTransform(): Promise<void> {
    return this.#unsupported("an invoke transform");
  }

  registerPackage(request: PackageRequest): Promise<string> {
    return this.#unsupported(`the parameterized package ${request.name}`);
  }

  async programDone(): Promise<void> {
    this.#tellAllRegistered();
    await this.#over;
  }

  log({ severity, message, urn, streamId, ephemeral }: LogMessage): void {
    // The SDK's own trace: long, and secrets pass through it.
    if (severity === "debug") return;
    this.#parts.events.diagnose({ severity, message, ...(urn === undefined ? {} : { urn }), streamId, ephemeral });
  }

  /** Deletes what the program no longer registers, and what was replaced; each after all that needs it. */
  async deleteRest(): Promise<void> {
    await this.#settled();
    if (this.#parts.executor.stopped) return;
    const { generation } = this.#parts;
    const steps = deleteSteps(generation);
    const before = deletionOrder(generation.base, steps);
    const done = new Map<Step, Promise<unknown>>();
    const run = (step: Step): Promise<unknown> => {
      const known = done.get(step);
      if (known) return known;
      const running = Promise.all((before.get(step) ?? []).map(run)).then(() => this.#runChain([step]));
      done.set(step, running);
      return running;
    };
    await Promise.allSettled(steps.map(run));
  }

  /** Waits for what is under way, and gives the stack its outputs. Calls of the program are answered from here on. */
  async finish(): Promise<void> {
    await this.#settled();
    const stack = this.#stackOutputs;
    if (stack) {
      const old = this.#parts.generation.old(stack.urn);
      // After a failure a missing output says nothing: the program did not come that far.
      await this.#setOutputs(stack.urn, this.#failed ? { ...outputsOf(old), ...stack.outputs } : stack.outputs);
    }
    await this.#parts.journal.flush();
  }

  /** The program may end now. */
  release(): void {
    this.#parts.executor.stop();
    this.#tellOver();
  }

  async #settled(): Promise<void> {
    // What has been decided on may be handed to the executor only a turn later, so both are looked at again.
    while (this.#generating.size > 0) await Promise.allSettled([...this.#generating]);
    await setImmediate();
    await this.#parts.executor.idle();
  }

  /**
   * Registrations are decided on side by side: while one waits for its provider's answer, others go on. That is sound
   * because a resource is registered only after all that it depends on, so that no two of them bear on each other.
   */
  async #generate(generate: (generation: Generation) => Asking<Step[]> | Step[]): Promise<Step[]> {
    const { generation, providers } = this.#parts;
    const generated = (async () => {
      this.#refuseWhenOver();
      const made = generate(generation);
      return Array.isArray(made) ? made : await answer(made, providers);
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
    if (!(error instanceof DeploymentEnded) && !(error instanceof Reported)) {
      if (!(error instanceof Refused)) this.#parts.events.diagnose({ severity: "error", message: messageOf(error) });
      this.fail();
    }
    throw new DeploymentEnded();
  }

  async #carryOut(steps: Step[]): Promise<Registered> {
    const result = await this.#runChain(steps);
    const step = steps.find(({ op }) => op !== "delete-replaced" && op !== "replace" && op !== "delete") as Step;
    const state = result as ResourceState;
    this.#registered.set(state.urn, { step, result: state });
    return {
      urn: state.urn,
      ...(state.id === undefined ? {} : { id: state.id }),
      outputs: outputsOf(state),
      result: "success",
    };
  }

  async #runChain(steps: Step[]): Promise<ResourceState | undefined> {
    try {
      return await this.#parts.executor.run(steps);
    } catch (error) {
      if (!(error instanceof DeploymentEnded)) this.fail();
      throw new DeploymentEnded();
    }
  }

  async #setOutputs(urn: string, outputs: Properties): Promise<void> {
    const known = this.#registered.get(urn);
    if (!known) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    const result = compact({ ...known.result, outputs });
    this.#registered.set(urn, { step: known.step, result });
    await this.#parts.journal.replaceNew(known.result, result);
    this.#parts.events.finished(known.step, result);
  }

  async #providerFor(request: Registration | ReadRequest): Promise<string> {
    this.#refuseWhenOver();
    return request.provider ?? (await this.#defaultProvider(request));
  }

  /** The engine's own provider of a package and version, registered like any other resource when first needed. */
  #defaultProvider(request: { type: string; version: string; pluginDownloadUrl: string }): Promise<string> {
    const { version, pluginDownloadUrl } = request;
    const pkg = packageOf(request.type);
    const key = `${pkg}@${version}#${pluginDownloadUrl}`;
    const known = this.#defaultProviders.get(key) ?? this.#registerDefaultProvider(pkg, version, pluginDownloadUrl);
    this.#defaultProviders.set(key, known);
    return known;
  }

  async #registerDefaultProvider(pkg: string, version: string, downloadUrl: string): Promise<string> {
    const goal = {
      type: providerType(pkg),
      name: version === "" ? "default" : `default_${version.replace(/[^A-Za-z0-9]/g, "_")}`,
      custom: true,
      inputs: {
        ...this.#parts.providerConfig(pkg),
        ...(version === "" ? {} : { version }),
        ...(downloadUrl === "" ? {} : { pluginDownloadURL: downloadUrl }),
      },
      ...NO_OPTIONS,
    };
    const steps = await this.#generate((generation) => registerSteps(generation, goal));
    const { urn, id } = await this.#carryOut(steps);
    return makeReference(urn, id ?? UNKNOWN.string);
  }

  #refuseWhenOver(): void {
    if (this.#parts.executor.stopped) throw new DeploymentEnded();
  }

  #unsupported(what: string): never {
    const error = new EngineError(
      "ENGINE_UNSUPPORTED",
      `The program uses ${what}, which the embedded engine does not do yet; use the real Pulumi CLI.`,
    );
    this.#parts.events.diagnose({ severity: "error", message: error.message });
    this.fail();
    throw error;
  }
}

const NO_OPTIONS = {
  dependencies: [],
  propertyDependencies: {},
  ignoreChanges: [],
  replaceOnChanges: [],
  hideDiff: [],
  additionalSecretOutputs: [],
  aliases: [],
  replaceWith: [],
};
