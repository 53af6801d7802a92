/** What a program registers, as data. Values are in wire form: see engine/values.ts. */
import type { PluginRequest, Registration } from "../protocol/resource-monitor.ts";
import type { Properties } from "../values.ts";

/** `remote`: a component that a provider would construct. `read`: `Resource.get`. */
export type RecordedKind = "custom" | "component" | "remote" | "provider" | "read";

/** Options that are set on the resource, or inherited from a parent. */
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
    /** The number of its own transforms; its inputs are recorded as all transforms have left them. */
    transforms: number;
    /** The result of `registerPackage`. */
    packageRef: string;
  }
>;

export interface RecordedResource {
  kind: RecordedKind;
  urn: string;
  type: string;
  name: string;
  /** The ID that the program received, or read. Components have none. */
  id?: string;
  parent?: string;
  /** `<provider urn>::<provider id>`; unset if the engine would use a default provider. */
  provider?: string;
  /** By package, for children of a component. */
  providers?: Record<string, string>;
  inputs: Properties;
  /** Paths of secret inputs: `password`, `env[0].value`. */
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
  /** False: the table had no entry, and the program received an empty result. */
  isAnswered: boolean;
}

/** A use of a value that only a deployment would know, because the table of computed fields lacks it. */
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
