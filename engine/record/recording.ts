/** A recording: what a program registers, as data. Values are in wire form: see engine/values.ts. */
import type { PluginRequest, Registration } from "../protocol/resource-monitor.ts";
import type { Properties } from "../values.ts";

/** `remote`: a component that a provider would construct. `read`: `Resource.get`. */
export type RecordedKind = "custom" | "component" | "remote" | "provider" | "read";

/** Options that are set on the resource or inherited from a parent. */
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
    /** The number of the resource's own transforms. Its inputs are recorded after all transforms. */
    transforms: number;
    /** The reference that `registerPackage` returned. */
    packageRef: string;
  }
>;

export interface RecordedResource {
  kind: RecordedKind;
  urn: string;
  type: string;
  name: string;
  /** The ID that the program received or read; unset for components. */
  id?: string;
  parent?: string;
  /** `<provider urn>::<provider id>`; unset if the engine would use a default provider. */
  provider?: string;
  /** Provider references by package, for children of a component. */
  providers?: Record<string, string>;
  inputs: Properties;
  /** Paths of secret inputs, such as `password` or `env[0].value`. */
  secrets: string[];
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  options: RecordedOptions;
  /** The outputs that a component registered. */
  outputs?: Properties;
}

/** A call of a provider's function or of a resource's method. */
export interface RecordedInvoke extends Partial<PluginRequest> {
  token: string;
  args: Properties;
  provider?: string;
  /** False if the table had no entry, so that the program received an empty result. */
  isAnswered: boolean;
}

/** A use of an unknown value: one that the tables of computed values do not contain. */
export interface UnknownUse {
  /** The URN of the resource whose input or output is unknown; that of the stack for a stack output. */
  urn: string;
  /** The property path, such as `subnetId` or `env[0].value`. */
  path: string;
  /** URNs of the resources that the value may come from. */
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
  /** Sorted by URN, because independent resources are registered in any order. */
  resources: RecordedResource[];
  invokes: RecordedInvoke[];
  /** Calls of methods of resources. */
  calls: RecordedInvoke[];
  /** The outputs that the program exports. */
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
