/**
 * The interface that the program's decoded requests are passed to. A deployment is a resource monitor that creates
 * resources; the recorder is one that only records registrations.
 */
import type { Goal, ReadGoal } from "../resource/goal.ts";
import type { Properties, Value } from "../values.ts";
import type { Parameterization } from "./find-plugin.ts";

/** Selects the default provider of a request without an explicit provider. */
export interface PluginRequest {
  version: string;
  pluginDownloadUrl: string;
  packageRef: string;
}

/** A function of the program that the engine can call: a gRPC address, and a token that identifies the function. */
export interface Callback {
  target: string;
  token: string;
}

export interface Registration extends Goal, PluginRequest {
  /** A component that its provider's `Construct` builds. */
  remote: boolean;
  /** Provider references by package, inherited by a component's children. */
  providers: Record<string, string>;
  transforms: Callback[];
  /**
   * For a provider: environment variables that its plugin receives under another name, the plugin's name by the
   * engine's.
   */
  envVarMappings?: Record<string, string>;
  /** Whether the program can handle a failed result. If not, its call fails. */
  supportsResultReporting: boolean;
}

export interface ReadRequest extends ReadGoal, PluginRequest {}

export interface RegisterResult {
  urn: string;
  id?: string;
  outputs: Properties;
  result: "success" | "failed" | "skipped";
  /** Not created because it is not targeted; its ID and outputs are unknown. */
  unknown?: boolean;
  propertyDependencies?: Record<string, string[]>;
}

export interface InvokeRequest extends PluginRequest {
  token: string;
  args: Properties;
  provider?: string;
}

export interface FunctionRequest extends InvokeRequest {
  /** The resource whose providers are used if `provider` is unset. */
  parent?: string;
  /** URNs of resources that must exist before the invoke is sent. */
  dependsOn: string[];
}

export interface ExistsRequest extends PluginRequest {
  type: string;
  id: string;
  /** Properties that the provider may need, besides the ID, to find the resource. */
  inputs: Properties;
  parent?: string;
  provider?: string;
}

export interface ExistsResult {
  exists: boolean;
  /** The provider cannot be called before the update. */
  unknown?: boolean;
}

export interface CallRequest extends InvokeRequest {
  argDependencies: Record<string, string[]>;
}

export interface Failure {
  property: string;
  reason: string;
}

export interface InvokeResult {
  result: Properties;
  failures: Failure[];
  /** Not sent, because a dependency is not created yet. */
  unknown?: boolean;
}

export interface CallResult extends InvokeResult {
  resultDependencies: Record<string, string[]>;
}

/** A hook that decides whether a failed operation is retried. */
export interface ErrorHookRequest {
  name: string;
  callback: Callback;
}

export interface HookRequest extends ErrorHookRequest {
  onDryRun: boolean;
  /** A failure of the hook causes only a warning. */
  ignoreErrors: boolean;
}

export interface PackageRequest {
  name: string;
  version: string;
  downloadUrl: string;
  parameterization?: Parameterization;
}

export interface LogMessage {
  severity: "debug" | "info" | "warning" | "error";
  message: string;
  urn?: string;
  streamId: number;
  ephemeral: boolean;
}

export interface ResourceMonitor {
  registerResource(registration: Registration): Promise<RegisterResult>;
  registerResourceOutputs(urn: string, outputs: Properties): Promise<void>;
  readResource(request: ReadRequest): Promise<RegisterResult>;
  existsResource(request: ExistsRequest): Promise<ExistsResult>;
  invoke(request: FunctionRequest): Promise<InvokeResult>;
  call(request: CallRequest): Promise<CallResult>;
  registerHook(request: HookRequest): Promise<void>;
  registerErrorHook(request: ErrorHookRequest): Promise<void>;
  registerStackTransform(callback: Callback): Promise<void>;
  registerInvokeTransform(callback: Callback): Promise<void>;
  /** Returns the reference that registrations of this package have as `packageRef`. */
  registerPackage(request: PackageRequest): Promise<string>;
  /** Called when the program has registered all its resources. Resolves when the deployment has ended. */
  programDone(): Promise<void>;
  log(message: LogMessage): void;
}

/** What programs and plugins learn about their deployment. */
export interface DeploymentInfo {
  project: string;
  stack: string;
  organization: string;
  dryRun: boolean;
  parallel: number;
  config: Record<string, string>;
  configSecretKeys: string[];
}

export type { Value };
