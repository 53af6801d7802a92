/** Configuration as commands show it: secrets only when asked for. */
import { configValue, holdsSecret, type ConfigValue } from "../../project/program-config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import { crypterFor } from "./crypter.ts";

/** Without `value`: a secret that is not shown. */
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
