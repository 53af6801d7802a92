/** Finds, decrypts and hides configuration values for the commands. */
import { type ConfigKey, parseKey, parseKeyPath } from "../../project/config-key.ts";
import { ProjectError } from "../../errors.ts";
import { configValue, type ConfigValue, holdsSecret } from "../../project/config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import { type Crypter, noSecrets } from "../../secrets/crypter.ts";

/** @throws ProjectError `CONFIG_KEY_INVALID`, `CONFIG_PATH_INVALID` */
export function keyOf(text: string, withPath: boolean | undefined, project: string): ConfigKey {
  return withPath ? parseKeyPath(text, project) : { key: parseKey(text, project), path: [] };
}

/** @returns undefined if there is no such value */
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

export const crypterFor = async (workspace: Workspace, values: readonly RawValue[]): Promise<Crypter> =>
  values.some(holdsSecret) ? workspace.secrets() : noSecrets;

/** A secret that is not shown has no `value`. */
export type Shown = Partial<ConfigValue>;

/** Sorted by key. */
export async function shownConfig(
  config: Iterable<[string, RawValue]>,
  workspace: Workspace,
  showSecrets: boolean,
): Promise<[string, Shown][]> {
  const sorted = [...config].sort(([a], [b]) => (a < b ? -1 : 1));
  const hidden = (raw: RawValue) => !showSecrets && holdsSecret(raw);
  const readable = sorted.map(([, raw]) => raw).filter((raw) => !hidden(raw));
  const crypter = await crypterFor(workspace, readable);
  return sorted.map(([key, raw]) => [key, hidden(raw) ? { secret: true } : ordered(configValue(raw, crypter))]);
}

/** In Pulumi's order of fields. */
const ordered = ({ value, objectValue, secret }: ConfigValue): Shown => ({
  value,
  ...(objectValue === undefined ? {} : { objectValue }),
  secret,
});
