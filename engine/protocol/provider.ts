/** The provider interface. Values are in wire form; implementations convert them to what their plugin accepts. */
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
  /** Whether unknown inputs are sent; if not, they are left out. */
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
  /** `unknown`: the provider leaves the comparison of inputs to the engine. */
  changes: "none" | "some" | "unknown";
  /** Properties that force a replacement. */
  replaces: string[];
  /** Properties that have changed. */
  changed: string[];
  /** Outputs that an update does not change. */
  stable: string[];
  deleteBeforeReplace: boolean;
  detailed?: DetailedDiff;
  /** Shown to the user if the result may be wrong. */
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
  /** Unset for an import. */
  inputs?: Properties;
  /** Unset for an import. */
  outputs?: Properties;
}

export interface CreateResult {
  id: string;
  outputs: Properties;
}

/** The resource does not exist if `id` is empty or `outputs` is unset. */
export interface ReadResult {
  id: string;
  outputs?: Properties;
  inputs?: Properties;
}

/** The deployment that a plugin takes part in. */
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

/** Methods throw ProviderFailure; its `partial` is set if the resource exists nevertheless. */
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
  /** Constructs a component; its children register with the engine. */
  construct(call: ConstructCall): Promise<RegisterResult>;
  /** Calls a method of a component. */
  call(call: MethodCall): Promise<CallResult>;
  cancel(): Promise<void>;
  /** Ends the provider's process. */
  close(): Promise<void>;
}
