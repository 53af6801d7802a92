/** A resource monitor that creates nothing: it records registrations and responds from tables. */
import { Transforms, TransformingMonitor } from "../deploy/resource-options.ts";
import { EngineError } from "../errors.ts";
import type { InvokeCallback } from "../protocol/callbacks.ts";
import type {
  CallResult,
  CallRequest,
  ExistsResult,
  InvokeResult,
  InvokeRequest,
  LogMessage,
  PackageRequest,
  ReadRequest,
  RegisterResult,
  ResourceMonitor,
  Registration,
} from "../protocol/resource-monitor.ts";
import { isProviderType, makeUrn, STACK_TYPE } from "../resource/urn.ts";
import type { Properties } from "../values.ts";
import { computedResult, computedState } from "./computed.ts";
import type { ComputedTables } from "./computed.ts";
import { optionsOf, pluginOf } from "./recording.ts";
import type {
  RecordedInvoke,
  RecordedKind,
  RecordedLog,
  RecordedResource,
  Recording,
  UnknownUse,
} from "./recording.ts";
import { propertyOf, secretPaths, unknownPaths, withoutOutputValues } from "./values.ts";

export class Recorder extends TransformingMonitor implements ResourceMonitor {
  readonly #project: string;
  readonly #stack: string;
  readonly #tables: ComputedTables;
  readonly #resources = new Map<string, RecordedResource>();
  readonly #invokes: RecordedInvoke[] = [];
  readonly #calls: RecordedInvoke[] = [];
  readonly #logs: RecordedLog[] = [];

  /** @param invoke calls the program's transforms */
  constructor(project: string, stack: string, tables: ComputedTables, invoke: InvokeCallback) {
    super(new Transforms(invoke));
    this.#project = project;
    this.#stack = stack;
    this.#tables = tables;
  }

  async registerResource(request: Registration): Promise<RegisterResult> {
    const registration = await this.transform(request);
    const { type, name, parent, providers } = registration;
    const inputs = withoutOutputValues(registration.inputs) as Properties;
    const urn = this.#urn(parent, type, name);
    const hasProvider = registration.custom || registration.remote;
    const { id, outputs } = hasProvider
      ? computedState({ name, type, urn, inputs }, this.#tables)
      : { id: undefined, outputs: {} };
    this.#add({
      kind: kindOf(registration),
      ...{ urn, type, name, inputs },
      ...(registration.custom && id !== undefined ? { id } : {}),
      ...(parent === undefined ? {} : { parent }),
      ...(registration.provider === undefined ? {} : { provider: registration.provider }),
      ...(Object.keys(providers).length > 0 ? { providers } : {}),
      secrets: secretPaths(inputs),
      dependencies: [...registration.dependencies].sort(),
      propertyDependencies: registration.propertyDependencies,
      options: optionsOf(registration),
    });
    this.remember(urn, request, registration);
    return { urn, id: registration.custom ? id : undefined, outputs, result: "success" };
  }

  registerResourceOutputs(urn: string, outputs: Properties): Promise<void> {
    const resource = this.#resources.get(urn);
    if (resource) resource.outputs = withoutOutputValues(outputs) as Properties;
    return Promise.resolve();
  }

  readResource(request: ReadRequest): Promise<RegisterResult> {
    const { type, name, id, parent, provider } = request;
    const inputs = withoutOutputValues(request.inputs) as Properties;
    const urn = this.#urn(parent, type, name);
    this.#add({
      kind: "read",
      ...{ urn, type, name, id, inputs },
      ...(parent === undefined ? {} : { parent }),
      ...(provider === undefined ? {} : { provider }),
      secrets: secretPaths(inputs),
      dependencies: [...request.dependencies].sort(),
      propertyDependencies: {},
      options: {
        ...(request.additionalSecretOutputs.length > 0
          ? { additionalSecretOutputs: request.additionalSecretOutputs }
          : {}),
        ...pluginOf(request),
      },
    });
    const { outputs } = computedState({ name, type, urn, inputs }, this.#tables);
    return Promise.resolve({ urn, id, outputs, result: "success" });
  }

  existsResource(): Promise<ExistsResult> {
    return Promise.resolve({ exists: false, unknown: true });
  }

  invoke(request: InvokeRequest): Promise<InvokeResult> {
    return Promise.resolve({ result: this.#respond(this.#invokes, request), failures: [] });
  }

  call(request: CallRequest): Promise<CallResult> {
    return Promise.resolve({ result: this.#respond(this.#calls, request), failures: [], resultDependencies: {} });
  }

  registerHook(): Promise<void> {
    return Promise.resolve();
  }

  registerErrorHook(): Promise<void> {
    return Promise.resolve();
  }

  registerPackage({ name, version, parameterization }: PackageRequest): Promise<string> {
    const { name: package_, version: packageVersion } = parameterization ?? { name, version };
    return Promise.resolve(`${package_}@${packageVersion}`);
  }

  programDone(): Promise<void> {
    return Promise.resolve();
  }

  log({ severity, message, urn, ephemeral }: LogMessage): void {
    // Debug messages of the SDK contain secrets in plain text.
    if (severity !== "debug" && !ephemeral) this.#logs.push({ severity, message, ...(urn ? { urn } : {}) });
  }

  recording(): Recording {
    const resources = [...this.#resources.values()].sort((a, b) => (a.urn < b.urn ? -1 : 1));
    const byToken = (a: RecordedInvoke, b: RecordedInvoke) =>
      order(a.token, b.token) || order(argsText(a), argsText(b));
    return {
      project: this.#project,
      stack: this.#stack,
      resources,
      invokes: this.#invokes.sort(byToken),
      calls: this.#calls.sort(byToken),
      outputs: resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {},
      unknowns: resources.flatMap(unknownUses),
      logs: this.#logs,
    };
  }

  get logs(): readonly RecordedLog[] {
    return this.#logs;
  }

  #urn(parent: string | undefined, type: string, name: string): string {
    return makeUrn(this.#stack, this.#project, parent, type, name);
  }

  #add(resource: RecordedResource): void {
    if (this.#resources.has(resource.urn))
      throw new EngineError("ENGINE_PROJECT", `Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    this.#resources.set(resource.urn, resource);
  }

  #respond(into: RecordedInvoke[], request: InvokeRequest): Properties {
    const args = withoutOutputValues(request.args) as Properties;
    const result = computedResult(request.token, args, this.#tables);
    into.push({
      token: request.token,
      args,
      ...(request.provider === undefined ? {} : { provider: request.provider }),
      ...pluginOf(request),
      isAnswered: result !== undefined,
    });
    return result ?? {};
  }
}

function kindOf({ type, custom, remote }: Registration): RecordedKind {
  if (remote) return "remote";
  if (isProviderType(type)) return "provider";
  return custom ? "custom" : "component";
}

function unknownUses({ urn, inputs, outputs, dependencies, propertyDependencies }: RecordedResource): UnknownUse[] {
  const used = unknownPaths(inputs).map((path) => ({
    urn,
    path,
    from: [...(propertyDependencies[propertyOf(path)] ?? dependencies)].sort(),
  }));
  return [...used, ...unknownPaths(outputs ?? {}).map((path) => ({ urn, path, from: [] }))];
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const argsText = ({ args }: RecordedInvoke): string => JSON.stringify(args);
