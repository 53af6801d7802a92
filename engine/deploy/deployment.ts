/** One deployment: a resource monitor that creates, updates and deletes what the program registers. */
import { withHashes } from "../assets/hash.ts";
import type { ResourceState } from "../model.ts";
import type {
  CallRequest,
  CallResult,
  DeploymentInfo,
  ErrorHookRequest,
  ExistsRequest,
  ExistsResult,
  FunctionRequest,
  HookRequest,
  InvokeResult,
  LogMessage,
  PackageRequest,
  ReadRequest,
  RegisterResult,
  Registration,
  ResourceMonitor,
} from "../protocol/resource-monitor.ts";
import { outputsOf, urnsOf } from "../resource/state.ts";
import { makeReference, STACK_TYPE } from "../resource/urn.ts";
import { generateReadSteps, generateSteps } from "../steps/generate-steps.ts";
import type { StepGenerator } from "../steps/step-generator.ts";
import { UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { DefaultProviders } from "./default-providers.ts";
import { DeploymentExecutor } from "./deployment-executor.ts";
import { reportUnknownTargets } from "./events.ts";
import type { Events } from "./events.ts";
import type { HookRunner } from "./hooks.ts";
import { performDeletes } from "./perform-deletes.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import { Queries } from "./queries.ts";
import { RegisteredResources } from "./registered-resources.ts";
import { Registrations } from "./registrations.ts";
import { RemoteComponents } from "./remote-components.ts";
import { TransformingMonitor } from "./resource-options.ts";
import type { Transforms } from "./resource-options.ts";
import type { SnapshotManager } from "./snapshot-manager.ts";
import type { StepExecutor } from "./step-executor.ts";

export interface DeploymentOptions {
  generator: StepGenerator;
  events: Events;
  stepExecutor: StepExecutor;
  providers: ProviderRegistry;
  snapshots: SnapshotManager;
  hooks: HookRunner;
  transforms: Transforms;
  continueOnError: boolean;
  /** The stack's configuration for the default provider of a package. */
  providerConfig: (pkg: string) => Properties;
  /** The folder that paths of assets are relative to. */
  programDir: string;
  info: DeploymentInfo;
}

export class Deployment extends TransformingMonitor implements ResourceMonitor {
  readonly #options: DeploymentOptions;
  readonly #executor: DeploymentExecutor;
  readonly #defaults: DefaultProviders;
  readonly #registrations = new Registrations();
  readonly #resources: RegisteredResources;
  readonly #programDone = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();
  readonly #remote: RemoteComponents;
  readonly #queries: Queries;
  #bailed = false;
  #stackOutputs: { urn: string; outputs: Properties } | undefined;

  constructor(options: DeploymentOptions) {
    super(options.transforms);
    this.#options = options;
    this.#executor = new DeploymentExecutor(options);
    this.#resources = new RegisteredResources(options);
    const { hooks, events } = options;
    hooks.onWarning = (urn, message) => events.diagnose({ urn, severity: "warning", message });
    hooks.onFailure = (urn, message) => {
      events.diagnose({ urn, severity: "error", message });
      this.#executor.recordFailure();
    };
    this.#defaults = new DefaultProviders(async (goal) => {
      const outcome = await this.#executor.executeRegistration((generator) => generateSteps(generator, goal));
      const { urn, id } = this.#resources.add(outcome);
      return makeReference(urn, id ?? UNKNOWN.string);
    }, options.providerConfig);
    this.#remote = new RemoteComponents(options, this.#defaults, this);
    this.#queries = new Queries({
      ...options,
      defaults: this.#defaults,
      inherited: this.inherited,
      registrations: this.#registrations,
      throwIfEnded: () => this.#executor.throwIfEnded(),
    });
  }

  get failed(): boolean {
    return this.#executor.failed;
  }

  /** Whether the program or the step generator, rather than a failed step, ended the deployment. */
  get bailed(): boolean {
    return (this.#bailed || this.#executor.bailed) && !this.#options.generator.sawError;
  }

  /** A resource that this deployment has registered or read. */
  resource(urn: string): ResourceState | undefined {
    return this.#resources.get(urn);
  }

  /** Sets the address where plugins register the children of the components that they construct. */
  serveAt(monitorAddress: string): void {
    this.#remote.serveAt(monitorAddress);
  }

  /** Resolves when the program has registered all its resources. */
  get allRegistered(): Promise<void> {
    return this.#programDone.promise;
  }

  /** Resolves when the deployment is aborted. */
  get aborted(): Promise<void> {
    return this.#executor.aborted;
  }

  /** Fails the deployment: no further step starts, and pending calls of the program fail with DeploymentEnded. */
  abort(): void {
    this.#bailed = true;
    this.#executor.abort();
  }

  registerResource(registration: Registration): Promise<RegisterResult> {
    return this.#registrations.track(registration, this.#register(registration));
  }

  async #register(request: Registration): Promise<RegisterResult> {
    const { programDir, events } = this.#options;
    events.secrets.learn(request.inputs);
    const registration = request.remote ? request : this.transforms.withExpected(request);
    const transformed = await this.transform(registration);
    const hashed = { ...transformed, inputs: await withHashes(transformed.inputs, programDir) };
    this.#executor.throwIfEnded();
    const goal = await this.#defaults.withProvider(hashed);
    if (goal.remote) return this.#remote.construct(goal);
    const outcome = await this.#executor.executeRegistration((generator) => generateSteps(generator, goal));
    const registered = this.#resources.add(outcome);
    this.remember(registered.urn, registration, goal);
    // A component has no outputs until it registers them, even if an earlier deployment recorded some.
    return goal.custom ? registered : { ...registered, outputs: {} };
  }

  async registerResourceOutputs(urn: string, outputs: Properties): Promise<void> {
    this.#executor.throwIfEnded();
    const hashed = await withHashes(outputs, this.#options.programDir);
    // The stack's outputs are recorded at the end of the deployment; until then, the old ones stay in the state.
    if (this.#resources.get(urn)?.type === STACK_TYPE) this.#stackOutputs = { urn, outputs: hashed };
    else await this.#resources.registerOutputs(urn, hashed);
  }

  readResource(request: ReadRequest): Promise<RegisterResult> {
    return this.#registrations.track({ ...request, custom: true }, this.#read(request));
  }

  async #read(request: ReadRequest): Promise<RegisterResult> {
    this.#executor.throwIfEnded();
    const goal = { ...request, provider: request.provider ?? (await this.#defaults.get(request)) };
    const outcome = await this.#executor.executeRegistration((generator) => generateReadSteps(generator, goal));
    return this.#resources.add(outcome);
  }

  invoke(request: FunctionRequest): Promise<InvokeResult> {
    return this.#queries.invoke(request);
  }

  existsResource(request: ExistsRequest): Promise<ExistsResult> {
    return this.#queries.exists(request);
  }

  call(request: CallRequest): Promise<CallResult> {
    this.#executor.throwIfEnded();
    return this.#remote.call(request, (urn) => this.#resources.get(urn)?.provider);
  }

  registerHook(request: HookRequest): Promise<void> {
    this.#options.hooks.register(request);
    return Promise.resolve();
  }

  registerErrorHook(request: ErrorHookRequest): Promise<void> {
    this.#options.hooks.registerErrorHook(request);
    return Promise.resolve();
  }

  registerPackage(request: PackageRequest): Promise<string> {
    return Promise.resolve(this.#defaults.packages.register(request));
  }

  async programDone(): Promise<void> {
    this.#programDone.resolve();
    await this.#released.promise;
  }

  log({ severity, message, urn, streamId, ephemeral }: LogMessage): void {
    // Debug messages of the SDK contain secrets in plain text.
    if (severity === "debug") return;
    this.#options.events.diagnose({ severity, message, urn, streamId, ephemeral });
  }

  /** Deletes replaced and unregistered resources. A refresh instead reads unregistered resources. */
  async performPostSteps(): Promise<void> {
    await this.#executor.idle();
    const { generator, stepExecutor } = this.#options;
    const unknown = generator.selection.unknownTargets(new Set([...generator.urns, ...urnsOf(generator.base)]));
    if (!stepExecutor.stopped) await performDeletes(generator, this.#executor, (urn) => this.#resources.get(urn));
    // As with the Pulumi CLI, an unknown target fails the deployment only after all other steps.
    this.#failUnknownTargets(unknown);
  }

  /** Waits for steps in progress, and records the stack's outputs. */
  async finish(): Promise<void> {
    await this.#executor.idle();
    const stack = this.#stackOutputs;
    if (!stack) return;
    const old = this.#options.generator.old(stack.urn);
    // A failed program may not have registered all outputs.
    const outputs = this.failed ? { ...outputsOf(old), ...stack.outputs } : stack.outputs;
    await this.#resources.registerOutputs(stack.urn, outputs);
  }

  /** Ends `programDone`, so that the program can exit; no further step starts. */
  release(): void {
    this.#options.stepExecutor.stop();
    this.#released.resolve();
  }

  /** Aborts the deployment if a target of `--replace` does not exist. Called before the program runs. */
  checkReplaceTargets(): void {
    const { base, selection } = this.#options.generator;
    this.#failUnknownTargets(selection.unknownReplaces(urnsOf(base)));
  }

  #failUnknownTargets(unknown: string[]): void {
    if (unknown.length === 0) return;
    reportUnknownTargets(unknown, this.#options.events);
    this.abort();
  }
}
