/**
 * The seam between the protocol and what is behind it: the monitor decodes each request of the program and hands it to a
 * ResourceMonitor. The executor is one (it makes the resources), the recorder another (it only writes them down).
 */
import type { Goal, ReadGoal } from "../resource/goal.ts";
import type { Properties, Value } from "../values.ts";
import type { Parameterization } from "./find-plugin.ts";

/** Which plugin serves a request, when the program names no provider. */
export interface PluginRequest {
  version: string;
  pluginDownloadUrl: string;
  packageRef: string;
}

/** A function of the program that the engine may call back, at a gRPC address. */
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
  /** Of a provider: it is to see the second variable with the value of the first, where that is set. */
  envVarMappings?: Record<string, string>;
  /** The program can be told of a failure; otherwise its call is cut off. */
  supportsResultReporting: boolean;
}

export interface ReadRequest extends ReadGoal, PluginRequest {}

export interface RegisterResult {
  urn: string;
  id?: string;
  outputs: Properties;
  result: "success" | "failed" | "skipped";
  /** Not created for now (it is not targeted): all that is not an input is unknown. */
  unknown?: boolean;
  propertyDependencies?: Record<string, string[]>;
}

export interface InvokeRequest extends PluginRequest {
  token: string;
  args: Properties;
  provider?: string;
}

export interface FunctionRequest extends InvokeRequest {
  /** Whose providers serve it where it names none. */
  parent?: string;
  /** URNs. */
  dependsOn: string[];
}

export interface ExistsRequest extends PluginRequest {
  type: string;
  id: string;
  /** What the provider may need to find it, beside the ID. */
  inputs: Properties;
  parent?: string;
  provider?: string;
}

export interface ExistsResult {
  exists: boolean;
  /** It cannot be known before the update. */
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
  /** What it depends on is not there yet, so that it has not been called. */
  unknown?: boolean;
}

export interface CallResult extends InvokeResult {
  resultDependencies: Record<string, string[]>;
}

/** Asked whether to try again when an operation has failed. */
export interface ErrorHookRequest {
  name: string;
  callback: Callback;
}

export interface HookRequest extends ErrorHookRequest {
  onDryRun: boolean;
  /** Its failure is only a warning. */
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
  /** Answers the reference that registrations then carry as `packageRef`. */
  registerPackage(request: PackageRequest): Promise<string>;
  /** The program has registered all; resolves when the deployment is over. */
  programDone(): Promise<void>;
  log(message: LogMessage): void;
}

/** What programs may ask about the deployment they are part of. */
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
