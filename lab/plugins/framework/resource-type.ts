/** What a provider plugin is made of. {@link servePlugin} serves one. */
import type { Properties } from "./values.ts";

export interface Subject {
  urn: string;
  /** Of the resource in the program. */
  name: string;
  /** Token, such as `command:remote:Command`. */
  type: string;
}

export interface Context {
  /** Aborted when the engine cancels its operations. */
  signal: AbortSignal;
  /** Shows a message to the user, at the resource. `isStatus`: only while the operation runs. */
  log(severity: "debug" | "info" | "warning" | "error", message: string, isStatus?: boolean): void;
}

export interface CheckCall extends Subject {
  /** Empty for a resource that does not exist yet. */
  oldInputs: Properties;
  inputs: Properties;
  /** For names that the provider chooses: the same in a preview and the update after it. */
  randomSeed: Uint8Array;
}

export interface CheckResult {
  /** As they are recorded: with defaults. */
  inputs: Properties;
  failures: { property: string; reason: string }[];
}

export interface DiffCall extends Subject {
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  inputs: Properties;
  ignoreChanges: readonly string[];
}

export type ChangeKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface DiffResult {
  /** By property path, such as `tags.owner` or `rules[0].port`. Empty: nothing has changed. */
  changes: Record<string, ChangeKind>;
  /** Whether the old resource must be deleted before its replacement is created. Default: false. */
  deleteBeforeReplace?: boolean;
  /** Outputs that an update never changes. */
  stables?: readonly string[];
}

export interface CreateCall extends Subject {
  inputs: Properties;
  /** Nothing may be created; outputs that are known only later are `UNKNOWN`, and the ID is empty. */
  isPreview: boolean;
  /** `undefined`: the provider's own limit. */
  timeoutMs: number | undefined;
}

export interface UpdateCall extends DiffCall {
  isPreview: boolean;
  timeoutMs: number | undefined;
}

export interface ReadCall extends Subject {
  id: string;
  /** Empty for an import. */
  inputs: Properties;
  /** Empty for an import. */
  outputs: Properties;
}

export interface DeleteCall extends Subject {
  id: string;
  inputs: Properties;
  outputs: Properties;
  timeoutMs: number | undefined;
}

export interface Created {
  id: string;
  outputs: Properties;
}

/**
 * A type of resource. Values are in wire form, of the kinds that the plugin accepts. A thrown error's message is the
 * message of the failure; {@link InitFailed} also records the resource, which then exists.
 */
export interface ResourceType {
  check(call: CheckCall, context: Context): Promise<CheckResult> | CheckResult;
  /** May meet unknown inputs. */
  diff(call: DiffCall, context: Context): Promise<DiffResult> | DiffResult;
  create(call: CreateCall, context: Context): Promise<Created>;
  /** `undefined`: the resource does not exist. Without this, a refresh changes nothing. */
  read?(call: ReadCall, context: Context): Promise<(Created & { inputs: Properties }) | undefined>;
  /** Returns the outputs. Without this, every change must be a replacement. */
  update?(call: UpdateCall, context: Context): Promise<Properties>;
  /** Without this, nothing happens. */
  delete?(call: DeleteCall, context: Context): Promise<void>;
}

export interface Plugin {
  /** Name of the package, such as `gcp`. */
  name: string;
  version: string;
  /** Kinds of values that the plugin receives. What it does not accept arrives as its plain content. */
  accepts: { secrets: boolean; outputs: boolean; resources: boolean };
  /** Returns what is wrong with the provider's configuration. Default: nothing. */
  checkConfig?(config: Properties): CheckResult["failures"];
  /** Called once, before the first resource. An error stops the deployment. */
  configure(config: Properties): Promise<void> | void;
  /** By token. */
  resources: Readonly<Record<string, ResourceType>>;
  /** By token. */
  functions?: Readonly<Record<string, (args: Properties, context: Context) => Promise<Properties>>>;
}
