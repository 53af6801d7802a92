/** Makes raw state files comparable: decrypts secrets and normalises times, IDs and paths. */
import { secretsProviderFor } from "../../../engine/secrets/provider.ts";
import type { Crypter } from "../../../engine/secrets/crypter.ts";
import { SECRET, SIGNATURE } from "../../../engine/values.ts";
import type { Properties, Value } from "../../../engine/values.ts";
import type { Normaliser } from "./normalise.ts";

const PASSPHRASE = "oracle";

/** One text per resource and pending operation, sorted because siblings are saved in any order, and one for the rest. */
export async function comparableCheckpoint(text: string, normaliser: Normaliser): Promise<string[]> {
  const file = JSON.parse(text) as Properties & { checkpoint: Properties & { latest: Properties } };
  const { secrets_providers, resources = [], pending_operations = [], ...rest } = file.checkpoint.latest;
  const { salt } = (secrets_providers as { state: { salt: string } }).state;
  const crypter = await secretsProviderFor(PASSPHRASE, salt);
  const shown = (value: Value): string => JSON.stringify(normaliser.json(decrypted(value, crypter)));
  const parts = [...(resources as Value[]), ...(pending_operations as Value[])].map(shown);
  const envelope: Properties = { ...file, checkpoint: { ...file.checkpoint, latest: rest } };
  return [...parts.sort(), shown(envelope)];
}

/** Ciphertexts cannot be compared, because each has its own nonce. */
function decrypted(value: Value, crypter: Crypter): Value {
  if (Array.isArray(value)) return value.map((item) => decrypted(item, crypter));
  if (typeof value !== "object" || value === null) return value;
  if (value[SIGNATURE] === SECRET)
    return { [SIGNATURE]: SECRET, plaintext: crypter.decrypt(value.ciphertext as string) };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decrypted(item, crypter)]));
}
