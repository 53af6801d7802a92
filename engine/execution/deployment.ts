/** One deployment, as the program sees it: every registration becomes a resource. */
import { withHashes } from "../assets/hash.ts";
import { EngineError } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type {
  Callback,
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
import type { Generation } from "../steps/generation.ts";
import { readSteps } from "../steps/read.ts";
import { registerSteps } from "../steps/register.ts";
import { compact, outputsOf } from "../steps/state.ts";
import type { Step } from "../steps/step.ts";
import { isProviderType, makeReference, STACK_TYPE } from "../steps/urn.ts";
import { UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { DefaultProviders } from "./default-providers.ts";
import type { Events } from "./events.ts";
import type { Executor } from "./executor.ts";
import type { HookRunner } from "./hooks.ts";
import { Inheritance } from "./inherit.ts";
import type { Journal } from "./journal.ts";
import type { Providers } from "./providers.ts";
import { Signal } from "./signal.ts";
import { sweep } from "./sweep.ts";
import type { Transforms } from "./transforms.ts";
import { Work } from "./work.ts";
import type { Outcome } from "./work.ts";

export interface DeploymentParts {
  generation: Generation;
  events: Events;
  executor: Executor;
  providers: Providers;
  journal: Journal;
  hooks: HookRunner;
  transforms: Transforms;
  continueOnError: boolean;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
  /** Where relative paths of assets start. */
  programDir: string;
}

export class Deployment implements Registrar {
  readonly #parts: DeploymentParts;
  readonly #work: Work;
  readonly #defaults: DefaultProviders;
  readonly #inheritance = new Inheritance();
  readonly #made = new Map<string, { step: Step; result: ResourceState }>();
  readonly #registeredAll = new Signal();
  readonly #over = new Signal();
  #stackOutputs: { urn: string; outputs: Properties } | undefined;

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
    this.#work = new Work(parts);
    parts.hooks.onFailure = (urn, message) => {
      parts.events.diagnose({ urn, severity: "error", message });
      this.#work.fail();
    };
    this.#defaults = new DefaultProviders(async (goal) => {
      const { urn, id } = this.#answer(await this.#work.make((generation) => registerSteps(generation, goal)));
      return makeReference(urn, id ?? UNKNOWN.string);
    }, parts.providerConfig);
  }

  get failed(): boolean {
    return this.#work.failed;
  }

  /** Resolves when the program has registered all. */
  get allRegistered(): Promise<void> {
    return this.#registeredAll.happened;
  }

  /** Resolves when the deployment cannot go on. */
  get broken(): Promise<void> {
    return this.#work.broken;
  }

  /** Nothing new starts; what has not been answered is told that the deployment is over. */
  fail(): void {
    this.#work.fail();
  }

  async registerResource(registration: Registration): Promise<Registered> {
    this.#parts.events.secrets.learn(registration.inputs);
    if (registration.remote) this.#unsupported(`the remote component ${registration.type} "${registration.name}"`);
    const transformed = await this.#parts.transforms.apply(this.#inheritance.apply(registration));
    const asked = { ...transformed, inputs: await withHashes(transformed.inputs, this.#parts.programDir) };
    const needsProvider = asked.custom && !isProviderType(asked.type);
    const goal = needsProvider ? { ...asked, provider: await this.#providerFor(asked) } : asked;
    const registered = this.#answer(await this.#work.make((generation) => registerSteps(generation, goal)));
    this.#inheritance.remember(registered.urn, goal);
    this.#parts.transforms.remember(registered.urn, registration);
    return registered;
  }

  async registerResourceOutputs(urn: string, outputs: Properties): Promise<void> {
    this.#work.refuseWhenOver();
    const hashed = await withHashes(outputs, this.#parts.programDir);
    // The stack's outputs count when the deployment has ended well; until then the old ones stay.
    if (this.#made.get(urn)?.result.type === STACK_TYPE) this.#stackOutputs = { urn, outputs: hashed };
    else await this.#setOutputs(urn, hashed);
  }

  async readResource(request: ReadRequest): Promise<Registered> {
    const goal = { ...request, provider: await this.#providerFor(request) };
    return this.#answer(await this.#work.make((generation) => readSteps(generation, goal)));
  }

  async invoke(request: InvokeRequest): Promise<Invoked> {
    this.#work.refuseWhenOver();
    const reference = request.provider ?? (await this.#defaults.get({ ...request, type: request.token }));
    return (await this.#parts.providers.get(reference)).invoke(request.token, request.args);
  }

  call(request: InvokeRequest): Promise<Called> {
    return this.#unsupported(`the method call ${request.token}`);
  }

  registerHook(request: HookRequest): Promise<void> {
    this.#parts.hooks.register(request);
    return Promise.resolve();
  }

  registerErrorHook(request: HookRequest): Promise<void> {
    return this.#unsupported(`the error hook "${request.name}"`);
  }

  registerStackTransform(callback: Callback): Promise<void> {
    this.#parts.transforms.addToStack(callback);
    return Promise.resolve();
  }

  registerInvokeTransform(): Promise<void> {
    return this.#unsupported("an invoke transform");
  }

  registerPackage(request: PackageRequest): Promise<string> {
    return this.#unsupported(`the parameterized package ${request.name}`);
  }

  async programDone(): Promise<void> {
    this.#registeredAll.raise();
    await this.#over.happened;
  }

  log({ severity, message, urn, streamId, ephemeral }: LogMessage): void {
    // The SDK's own trace: long, and secrets pass through it.
    if (severity === "debug") return;
    this.#parts.events.diagnose({ severity, message, ...(urn === undefined ? {} : { urn }), streamId, ephemeral });
  }

  /** Deletes what the program no longer registers, and what was replaced. */
  async deleteRest(): Promise<void> {
    await this.#work.settled();
    if (this.#refusesUnknownTargets()) return;
    if (!this.#parts.executor.stopped) await sweep(this.#parts.generation, this.#work);
  }

  /** Waits for what is under way, and gives the stack its outputs. */
  async finish(): Promise<void> {
    await this.#work.settled();
    const stack = this.#stackOutputs;
    if (stack) {
      const old = this.#parts.generation.old(stack.urn);
      // After a failure a missing output says nothing: the program did not come that far.
      await this.#setOutputs(stack.urn, this.failed ? { ...outputsOf(old), ...stack.outputs } : stack.outputs);
    }
    await this.#parts.journal.flush();
  }

  /** The program may end now. */
  release(): void {
    this.#parts.executor.stop();
    this.#over.raise();
  }

  /** A target that names nothing is a mistake, found when all is registered. */
  #refusesUnknownTargets(): boolean {
    const { generation, events } = this.#parts;
    const known = new Set([...generation.seen, ...generation.base.map(({ urn }) => urn)]);
    const unknown = generation.selection.unmatched(known);
    for (const urn of unknown) {
      events.diagnose({ severity: "error", message: `Target '${urn}' could not be found in the stack.` });
    }
    if (unknown.length > 0) this.fail();
    return unknown.length > 0;
  }

  #answer(outcome: Outcome): Registered {
    if (outcome.kind !== "done") return { urn: outcome.urn, outputs: {}, result: outcome.kind };
    const { step, result } = outcome;
    this.#made.set(result.urn, { step, result });
    const id = result.id === undefined ? {} : { id: result.id };
    const unknown = step.skippedCreate ? { unknown: true } : {};
    return { urn: result.urn, ...id, outputs: outputsOf(result), result: "success", ...unknown };
  }

  async #setOutputs(urn: string, outputs: Properties): Promise<void> {
    const known = this.#made.get(urn);
    if (!known) throw new Error(`cannot complete a resource '${urn}' whose registration isn't pending`);
    const result = compact({ ...known.result, outputs });
    this.#made.set(urn, { step: known.step, result });
    await this.#parts.journal.replaceNew(known.result, result);
    if (!result.custom) await this.#parts.hooks.after(known.step, result);
    this.#parts.events.finished(known.step, result);
  }

  async #providerFor(request: Registration | ReadRequest): Promise<string> {
    this.#work.refuseWhenOver();
    return request.provider ?? (await this.#defaults.get(request));
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
