/** Reading plain configuration needs no passphrase; only a secret in it does. */
import { holdsSecret } from "../../project/program-config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import { noSecrets, type Crypter } from "../../secrets/crypter.ts";

export const crypterFor = async (workspace: Workspace, values: readonly RawValue[]): Promise<Crypter> =>
  values.some(holdsSecret) ? workspace.secrets() : noSecrets;
