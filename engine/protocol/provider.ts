/** What the engine asks of a provider. Values are in wire form; implementations translate for their peer. */
import type { DetailedDiff } from "../resource/compare.ts";
import type { Properties } from "../values.ts";
import type {
  CallRequest,
  CallResult,
  DeploymentInfo,
  Failure,
  InvokeResult,
  RegisterResult,
  Registration,
} from "./resource-monitor.ts";

interface Subject {
  urn: string;
  name: string;
  type: string;
}

export interface CheckCall extends Subject {
  /** Whether unknown inputs are sent; else they are left out. */
  unknowns: boolean;
  oldInputs: Properties;
  newInputs: Properties;
}

export interface DiffCall extends Subject {
  unknowns: boolean;
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  newInputs: Properties;
  ignoreChanges: string[];
}

export interface CheckResult {
  inputs: Properties;
  failures: Failure[];
}

export interface DiffResult {
  /** unknown: the provider leaves the comparison of inputs to the engine. */
  changes: "none" | "some" | "unknown";
  replaces: string[];
  changed: string[];
  stable: string[];
  deleteBeforeReplace: boolean;
  detailed?: DetailedDiff;
  /** What the user should know about how far the result can be relied on. */
  warning?: string;
}

export interface CreateCall extends Subject {
  inputs: Properties;
  timeoutSeconds: number;
  preview: boolean;
}

export interface UpdateCall extends Omit<DiffCall, "unknowns"> {
  timeoutSeconds: number;
  preview: boolean;
}

export interface DeleteCall extends Subject {
  id: string;
  inputs: Properties;
  outputs: Properties;
  timeoutSeconds: number;
}

export interface ReadCall extends Subject {
  id: string;
  /** Unset: the provider is to tell them (import). */
  inputs?: Properties;
  /** Unset: nothing is known but the inputs. */
  outputs?: Properties;
}

export interface CreateResult {
  id: string;
  outputs: Properties;
}

/** An empty id, or no outputs: the resource does not exist (any more). */
export interface ReadResult {
  id: string;
  outputs?: Properties;
  inputs?: Properties;
}

/** Where the plugin finds the engine, and which deployment it becomes part of. */
export interface DeploymentContext {
  info: DeploymentInfo;
  /** `127.0.0.1:<port>` */
  monitorAddress: string;
}

export interface ConstructCall extends DeploymentContext {
  registration: Registration;
}

export interface MethodCall extends DeploymentContext {
  request: CallRequest;
}

/** Methods throw ProviderFailure, with `partial` where the resource exists all the same. */
export interface Provider {
  checkConfig(call: CheckCall): Promise<CheckResult>;
  diffConfig(call: DiffCall): Promise<DiffResult>;
  configure(inputs: Properties, subject: Subject & { id: string }): Promise<void>;
  check(call: CheckCall): Promise<CheckResult>;
  diff(call: DiffCall): Promise<DiffResult>;
  create(call: CreateCall): Promise<CreateResult>;
  update(call: UpdateCall): Promise<Properties>;
  delete(call: DeleteCall): Promise<void>;
  read(call: ReadCall): Promise<ReadResult>;
  invoke(token: string, args: Properties, preview: boolean): Promise<InvokeResult>;
  /** Builds a component; its parts register themselves with the engine. */
  construct(call: ConstructCall): Promise<RegisterResult>;
  /** Calls a method of a component. */
  call(call: MethodCall): Promise<CallResult>;
  cancel(): Promise<void>;
  /** Ends the provider's process. */
  close(): Promise<void>;
}
