/** What a command line's configuration keys lead to. */
import { parseKey, parseKeyPath, type ConfigKey } from "../../project/config-key.ts";
import { ProjectError } from "../../project/errors.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";

/** @throws ProjectError `CONFIG_KEY_INVALID`, `CONFIG_PATH_INVALID` */
export function keyOf(text: string, withPath: boolean | undefined, project: string): ConfigKey {
  return withPath ? parseKeyPath(text, project) : { key: parseKey(text, project), path: [] };
}

/** undefined: there is none. */
export function valueAt(config: ReadonlyMap<string, RawValue>, { key, path }: ConfigKey): RawValue | undefined {
  let inner = config.get(key);
  for (const part of path) {
    if (typeof inner !== "object" || inner === null || !Object.hasOwn(inner, part)) return undefined;
    inner = (inner as Record<string | number, RawValue>)[part];
  }
  return inner;
}

export const notFound = (text: string, { name }: Workspace): ProjectError =>
  new ProjectError("CONFIG_NOT_FOUND", `configuration key '${text}' not found for stack '${name.stack}'`);
