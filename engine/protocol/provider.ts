/** What the engine asks of a provider. Values are in wire form; implementations translate for their peer. */
import type { CheckAnswer, DiffAnswer } from "../steps/provider-requests.ts";
import type { Properties } from "../values.ts";
import type { Callback, Called, Invoked, Registered } from "./resource-monitor.ts";
import type { ConstructCall, MethodCall } from "./component-messages.ts";

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

export interface Created {
  id: string;
  outputs: Properties;
}

/** An empty id, or no outputs: the resource does not exist (any more). */
export interface ReadAnswer {
  id: string;
  outputs?: Properties;
  inputs?: Properties;
}

/** Methods throw ProviderFailure, with `partial` where the resource exists all the same. */
export interface Provider {
  checkConfig(call: CheckCall): Promise<CheckAnswer>;
  diffConfig(call: DiffCall): Promise<DiffAnswer>;
  configure(inputs: Properties, subject: Subject & { id: string }): Promise<void>;
  check(call: CheckCall): Promise<CheckAnswer>;
  diff(call: DiffCall): Promise<DiffAnswer>;
  create(call: CreateCall): Promise<Created>;
  update(call: UpdateCall): Promise<Properties>;
  delete(call: DeleteCall): Promise<void>;
  read(call: ReadCall): Promise<ReadAnswer>;
  invoke(token: string, args: Properties, preview: boolean): Promise<Invoked>;
  /** Builds a component; its parts register themselves with the engine. */
  construct(call: ConstructCall): Promise<Registered>;
  /** Calls a method of a component. */
  call(call: MethodCall): Promise<Called>;
  cancel(): Promise<void>;
  /** Ends the provider's process. */
  close(): Promise<void>;
}

export type { Callback };
