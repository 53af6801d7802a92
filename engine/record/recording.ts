/** What a program asks of its engine, as data. Values are in wire form: see engine/values.ts. */
import type { PluginRequest, Registration } from "../protocol/resource-monitor.ts";
import type { Properties } from "../values.ts";

/** `remote`: a component that a provider would build. `read`: `Resource.get`, a lookup of what exists. */
export type RecordedKind = "custom" | "component" | "remote" | "provider" | "read";

/** Only what is set, by the program or, where the engine hands it down, on a parent. */
export type RecordedOptions = Partial<
  Pick<
    Registration,
    | "protect"
    | "retainOnDelete"
    | "deleteBeforeReplace"
    | "ignoreChanges"
    | "replaceOnChanges"
    | "hideDiff"
    | "additionalSecretOutputs"
    | "aliases"
    | "importId"
    | "customTimeouts"
    | "deletedWith"
    | "replaceWith"
    | "replacementTrigger"
    | "hooks"
    | "version"
    | "pluginDownloadUrl"
  > & {
    /** How many of its own; what it asks for is recorded as they, and those above it, have left it. */
    transforms: number;
    /** What `registerPackage` answered. */
    packageRef: string;
  }
>;

export interface RecordedResource {
  kind: RecordedKind;
  urn: string;
  type: string;
  name: string;
  /** The ID that the program was given, or for a read that it asked for. Components have none. */
  id?: string;
  parent?: string;
  /** `<provider urn>::<provider id>`; unset where the engine would choose a default one. */
  provider?: string;
  /** By package, for what is below a component. */
  providers?: Record<string, string>;
  inputs: Properties;
  /** Places in the inputs that are secret: `password`, `env[0].value`. */
  secrets: string[];
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  options: RecordedOptions;
  /** What a component registered as its outputs. */
  outputs?: Properties;
}

/** A function of a provider. */
export interface RecordedInvoke extends Partial<PluginRequest> {
  token: string;
  args: Properties;
  provider?: string;
  /** False: the table had no answer, and the program got an empty one. */
  isAnswered: boolean;
}

/** A place where a value would only be known after a deployment, because the table of computed fields lacks it. */
export interface UnknownUse {
  /** The resource whose input it is; the stack's URN for a stack output. */
  urn: string;
  /** `subnetId`, `env[0].value`. */
  path: string;
  /** The resources that it may come from. */
  from: string[];
}

export interface RecordedLog {
  severity: "info" | "warning" | "error";
  message: string;
  urn?: string;
}

export interface Recording {
  project: string;
  stack: string;
  /** Sorted by URN: registrations of independent resources come in any order. */
  resources: RecordedResource[];
  invokes: RecordedInvoke[];
  /** Methods of resources; their arguments are as an invoke's. */
  calls: RecordedInvoke[];
  /** What the program exports. */
  outputs: Properties;
  unknowns: UnknownUse[];
  logs: RecordedLog[];
}

export function optionsOf(registration: Registration): RecordedOptions {
  const { protect, retainOnDelete, deleteBeforeReplace, importId, deletedWith, customTimeouts, hooks } = registration;
  const { ignoreChanges, replaceOnChanges, hideDiff, additionalSecretOutputs, aliases, replaceWith } = registration;
  const all: { [K in keyof RecordedOptions]: RecordedOptions[K] | undefined } = {
    protect,
    retainOnDelete,
    deleteBeforeReplace,
    ignoreChanges,
    replaceOnChanges,
    hideDiff,
    additionalSecretOutputs,
    aliases,
    importId,
    customTimeouts,
    deletedWith,
    replaceWith,
    replacementTrigger: registration.replacementTrigger,
    hooks,
    transforms: registration.transforms.length || undefined,
    ...pluginOf(registration),
  };
  const set = Object.entries(all).filter(([, value]) => value !== undefined && !isEmptyList(value));
  return Object.fromEntries(set);
}

export const pluginOf = ({ version, pluginDownloadUrl, packageRef }: PluginRequest): Partial<PluginRequest> => ({
  ...(version ? { version } : {}),
  ...(pluginDownloadUrl ? { pluginDownloadUrl } : {}),
  ...(packageRef ? { packageRef } : {}),
});

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
