/**
 * Pulumi's passphrase secrets provider. Its state is one line, `v1:<salt>:<ciphertext of "pulumi">`: the key is derived
 * from the passphrase and the salt, and a wrong passphrase cannot decrypt the ciphertext.
 */
import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { aesCrypter, type Crypter } from "./crypter.ts";
import { SecretsError } from "../errors.ts";

const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const SALT_BYTES = 8;
const PROBE = "pulumi";

const deriveKey = promisify(pbkdf2);

export interface SecretsProvider extends Crypter {
  readonly type: "passphrase";
  readonly state: { readonly salt: string };
}

/** Derived once per process for each passphrase and salt: a million iterations take up to a second. */
const crypters = new Map<string, Promise<Crypter>>();

function crypterFor(passphrase: string, salt: string): Promise<Crypter> {
  const id = JSON.stringify([passphrase, salt]);
  const known = crypters.get(id);
  if (known) return known;
  const derived = deriveKey(passphrase, Buffer.from(salt, "base64"), ITERATIONS, KEY_BYTES, "sha256").then(aesCrypter);
  crypters.set(id, derived);
  return derived;
}

export async function newSecretsProvider(passphrase: string): Promise<SecretsProvider> {
  const salt = randomBytes(SALT_BYTES).toString("base64");
  const crypter = await crypterFor(passphrase, salt);
  return { type: "passphrase", state: { salt: `v1:${salt}:${crypter.encrypt(PROBE)}` }, ...crypter };
}

/** @throws SecretsError `SECRETS_PASSPHRASE_INCORRECT`, `SECRETS_SALT_MALFORMED` */
export async function secretsProviderFor(passphrase: string, saltLine: string): Promise<SecretsProvider> {
  const [version, salt, ...probe] = saltLine.split(":");
  if (version !== "v1" || !salt || probe.length !== 3)
    throw new SecretsError(
      "SECRETS_SALT_MALFORMED",
      "encryptionsalt must have the form v1:<salt>:v1:<nonce>:<ciphertext>.",
    );
  const crypter = await crypterFor(passphrase, salt);
  if (!decryptsProbe(crypter, probe.join(":")))
    throw new SecretsError("SECRETS_PASSPHRASE_INCORRECT", "incorrect passphrase");
  return { type: "passphrase", state: { salt: saltLine }, ...crypter };
}

function decryptsProbe(crypter: Crypter, probe: string): boolean {
  try {
    return crypter.decrypt(probe) === PROBE;
  } catch {
    return false;
  }
}
