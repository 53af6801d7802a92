/** Reading plain configuration needs no passphrase; only a secret in it does. */
import { holdsSecret } from "../../project/program-config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import type { Crypter } from "../../secrets/crypter.ts";

const NONE: Crypter = {
  encrypt: () => {
    throw new Error("unreachable: nothing is encrypted here");
  },
  decrypt: () => {
    throw new Error("unreachable: there is no secret here");
  },
};

export const crypterFor = async (workspace: Workspace, values: readonly RawValue[]): Promise<Crypter> =>
  values.some(holdsSecret) ? workspace.secrets() : NONE;
