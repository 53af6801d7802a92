/**
 * Pulumi's passphrase secrets provider. Its state is one salt line, `v1:<salt>:<ciphertext of "pulumi">`: the key is
 * derived from passphrase and salt, and the ciphertext tells a wrong passphrase from the right one.
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

/** A million iterations take most of a second, so that each passphrase and salt is derived once a process. */
const derived = new Map<string, Promise<Crypter>>();

function crypterFor(passphrase: string, salt: string): Promise<Crypter> {
  const id = JSON.stringify([passphrase, salt]);
  const known = derived.get(id);
  if (known) return known;
  const made = deriveKey(passphrase, Buffer.from(salt, "base64"), ITERATIONS, KEY_BYTES, "sha256").then(aesCrypter);
  derived.set(id, made);
  return made;
}

export async function newSecretsProvider(passphrase: string): Promise<SecretsProvider> {
  const salt = randomBytes(SALT_BYTES).toString("base64");
  const crypter = await crypterFor(passphrase, salt);
  return { type: "passphrase", state: { salt: `v1:${salt}:${crypter.encrypt(PROBE)}` }, ...crypter };
}

/** @throws SecretsError `SECRETS_PASSPHRASE_INCORRECT`, or `SECRETS_SALT_MALFORMED` for a line that is not a salt. */
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
