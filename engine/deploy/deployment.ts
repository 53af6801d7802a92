/** One deployment, as the program sees it: every registration becomes a resource. */
import { withHashes } from "../assets/hash.ts";
import type { ResourceState } from "../model.ts";
import type {
  Callback,
  Called,
  CallRequest,
  DeploymentInfo,
  ErrorHookRequest,
  Existing,
  ExistsRequest,
  FunctionRequest,
  HookRequest,
  Invoked,
  LogMessage,
  PackageRequest,
  ReadRequest,
  Registered,
  Registrar,
  Registration,
} from "../protocol/resource-monitor.ts";
import { outputsOf } from "../resource/state.ts";
import { isProviderType, makeReference, STACK_TYPE } from "../resource/urn.ts";
import { readSteps, registerSteps } from "../steps/generate-steps.ts";
import type { Generation } from "../steps/step-generator.ts";
import { UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { DefaultProviders, withPlugin } from "./default-providers.ts";
import { Work } from "./deployment-executor.ts";
import { reportUnknownTargets, urnsOf } from "./events.ts";
import type { Events } from "./events.ts";
import type { HookRunner } from "./hooks.ts";
import { sweep } from "./perform-deletes.ts";
import type { Providers } from "./provider-registry.ts";
import { Queries } from "./queries.ts";
import { Made } from "./registered-resources.ts";
import { Registrations } from "./registrations.ts";
import { RemoteComponents } from "./remote-components.ts";
import { Inheritance } from "./resource-options.ts";
import type { Transforms } from "./resource-options.ts";
import { Signal } from "./signal.ts";
import type { Journal } from "./snapshot-manager.ts";
import type { Executor } from "./step-executor.ts";

export class Deployment implements Registrar {
  readonly #parts: DeploymentParts;
  readonly #work: Work;
  readonly #defaults: DefaultProviders;
  readonly #inheritance = new Inheritance();
  readonly #registrations = new Registrations();
  readonly #made: Made;
  readonly #registeredAll = new Signal();
  readonly #over = new Signal();
  readonly #remote: RemoteComponents;
  readonly #queries: Queries;
  #bailed = false;
  #stackOutputs: { urn: string; outputs: Properties } | undefined;

  constructor(parts: DeploymentParts) {
    this.#parts = parts;
    this.#work = new Work(parts);
    this.#made = new Made(parts);
    parts.hooks.onWarning = (urn, message) => parts.events.diagnose({ urn, severity: "warning", message });
    parts.hooks.onFailure = (urn, message) => {
      parts.events.diagnose({ urn, severity: "error", message });
      this.#work.failAfterwards();
    };
    this.#defaults = new DefaultProviders(async (goal) => {
      const { urn, id } = this.#made.answer(await this.#work.make((generation) => registerSteps(generation, goal)));
      return makeReference(urn, id ?? UNKNOWN.string);
    }, parts.providerConfig);
    this.#remote = new RemoteComponents(parts, this.#defaults, this);
    const own = { defaults: this.#defaults, inheritance: this.#inheritance, registrations: this.#registrations };
    this.#queries = new Queries({ ...parts, ...own, refuseWhenOver: () => this.#work.refuseWhenOver() });
  }

  get failed(): boolean {
    return this.#work.failed;
  }

  /** Ended by the program, or by something that cannot be decided on, rather than by a step that failed. */
  get bailed(): boolean {
    return (this.#bailed || this.#work.bailed) && !this.#parts.generation.sawError;
  }

  /** A resource that was made or read. */
  resource(urn: string): ResourceState | undefined {
    return this.#made.get(urn);
  }

  /** Where plugins that build components register what these are made of. */
  serveAt(monitorAddress: string): void {
    this.#remote.serveAt(monitorAddress);
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
    this.#bailed = true;
    this.#work.fail();
  }

  registerResource(asked: Registration): Promise<Registered> {
    return this.#registrations.follow(asked, this.#register(asked));
  }

  async #register(asked: Registration): Promise<Registered> {
    const { transforms, programDir, events } = this.#parts;
    events.secrets.learn(asked.inputs);
    const registration = asked.remote ? asked : transforms.withExpected(asked);
    const transformed = await transforms.apply(this.#inheritance.apply(registration));
    const ready = { ...transformed, inputs: await withHashes(transformed.inputs, programDir) };
    const goal = await this.#withProvider(ready);
    if (goal.remote) return this.#remote.construct(goal);
    const registered = this.#made.answer(await this.#work.make((generation) => registerSteps(generation, goal)));
    this.#inheritance.remember(registered.urn, goal);
    transforms.remember(registered.urn, registration);
    // A component's outputs are what it tells, not what it told the last time.
    return goal.custom ? registered : { ...registered, outputs: {} };
  }

  async #withProvider(registration: Registration): Promise<Registration> {
    const { custom, remote, type, inputs, envVarMappings } = registration;
    if (isProviderType(type)) {
      const wanted = this.#defaults.packages.wanted(registration);
      return { ...registration, inputs: withPlugin(inputs, wanted, envVarMappings) };
    }
    return custom || remote ? { ...registration, provider: await this.#providerFor(registration) } : registration;
  }

  async registerResourceOutputs(urn: string, outputs: Properties): Promise<void> {
    this.#work.refuseWhenOver();
    const hashed = await withHashes(outputs, this.#parts.programDir);
    // The stack's outputs count when the deployment has ended well; until then the old ones stay.
    if (this.#made.get(urn)?.type === STACK_TYPE) this.#stackOutputs = { urn, outputs: hashed };
    else await this.#made.setOutputs(urn, hashed);
  }

  readResource(request: ReadRequest): Promise<Registered> {
    return this.#registrations.follow({ ...request, custom: true }, this.#read(request));
  }

  async #read(request: ReadRequest): Promise<Registered> {
    const goal = { ...request, provider: await this.#providerFor(request) };
    return this.#made.answer(await this.#work.make((generation) => readSteps(generation, goal)));
  }

  invoke(request: FunctionRequest): Promise<Invoked> {
    return this.#queries.invoke(request);
  }

  existsResource(request: ExistsRequest): Promise<Existing> {
    return this.#queries.exists(request);
  }

  call(request: CallRequest): Promise<Called> {
    this.#work.refuseWhenOver();
    return this.#remote.call(request, (urn) => this.#made.get(urn)?.provider);
  }

  registerHook(request: HookRequest): Promise<void> {
    this.#parts.hooks.register(request);
    return Promise.resolve();
  }

  registerErrorHook(request: ErrorHookRequest): Promise<void> {
    this.#parts.hooks.registerErrorHook(request);
    return Promise.resolve();
  }

  registerStackTransform(callback: Callback): Promise<void> {
    this.#parts.transforms.addToStack(callback);
    return Promise.resolve();
  }

  registerInvokeTransform(callback: Callback): Promise<void> {
    this.#parts.transforms.addToInvokes(callback);
    return Promise.resolve();
  }

  registerPackage(request: PackageRequest): Promise<string> {
    return Promise.resolve(this.#defaults.packages.register(request));
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

  /** Deletes what the program no longer registers, and what was replaced; a refresh reads what it does not register. */
  async deleteRest(): Promise<void> {
    await this.#work.settled();
    // What can be done is done before the mistake ends it.
    const unknown = this.#parts.generation.selection.unknownTargets(this.#knownUrns());
    if (!this.#parts.executor.stopped) await sweep(this.#parts.generation, this.#work, (urn) => this.#made.get(urn));
    this.#refuse(unknown);
  }

  /** Waits for what is under way, and gives the stack its outputs. */
  async finish(): Promise<void> {
    await this.#work.settled();
    const stack = this.#stackOutputs;
    if (stack) {
      const old = this.#parts.generation.old(stack.urn);
      // After a failure a missing output says nothing: the program did not come that far.
      await this.#made.setOutputs(stack.urn, this.failed ? { ...outputsOf(old), ...stack.outputs } : stack.outputs);
    }
  }

  /** The program may end now. */
  release(): void {
    this.#parts.executor.stop();
    this.#over.raise();
  }

  /** Resources to be replaced are known before the program runs: a mistake ends the deployment at once. */
  refuseUnknownReplaces(): void {
    const { base, selection } = this.#parts.generation;
    this.#refuse(selection.unknownReplaces(urnsOf(base)));
  }

  #refuse(unknownTargets: string[]): void {
    if (unknownTargets.length === 0) return;
    reportUnknownTargets(unknownTargets, this.#parts.events);
    this.fail();
  }

  #knownUrns(): Set<string> {
    const { generation } = this.#parts;
    return new Set([...generation.seen, ...urnsOf(generation.base)]);
  }

  async #providerFor(request: Registration | ReadRequest): Promise<string> {
    this.#work.refuseWhenOver();
    return request.provider ?? (await this.#defaults.get(request));
  }
}

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
  info: DeploymentInfo;
}
