/** Resource options as the program set them: what was left out is left out. Pure. */
import type { PluginRequest, Registration } from "../protocol/registrar.ts";
import type { RecordedOptions } from "./recording.ts";

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
