/** Secrets in property values: in plain text in memory, encrypted in files (or in plain text with `--show-secrets`). */
import { SECRET, SIGNATURE, hasSignature, isObject, isSecret, type Properties, type Value } from "../values.ts";
import type { Crypter } from "./crypter.ts";
import { SecretsError } from "../errors.ts";

/**
 * Ciphertext by secret object. A secret that does not change between two saves keeps its ciphertext, which saves an
 * encryption and keeps files comparable; equal secrets in different places get different ciphertexts.
 */
const sealed = new WeakMap<object, { by: Crypter; ciphertext: string }>();

/** Converts a secret to the form that it has outside the engine. */
export type Seal = (secretValue: Properties) => Value;

export function encryptingSeal(crypter: Crypter): Seal {
  return (secretValue) => {
    const known = sealed.get(secretValue);
    const reusable = known?.by === crypter ? known.ciphertext : undefined;
    const ciphertext = reusable ?? crypter.encrypt(plaintextOf(secretValue));
    if (reusable === undefined) sealed.set(secretValue, { by: crypter, ciphertext });
    return { [SIGNATURE]: SECRET, ciphertext };
  };
}

export const plaintextSeal: Seal = (secretValue) => ({ [SIGNATURE]: SECRET, plaintext: plaintextOf(secretValue) });

/** For people to read: keeps the signature of a secret, hides its value. */
export const blindSeal: Seal = () => ({ [SIGNATURE]: SECRET, ciphertext: "[secret]" });

/** For people to read, where a plain value is expected. */
export const wordSeal: Seal = () => "[secret]";

const plaintextOf = (secretValue: Properties): string => JSON.stringify(sortKeys(secretValue.value ?? null));

/** Converts a value for a file: keys sorted, as Pulumi writes them, and each secret sealed. */
export function toFile(value: Value, seal: Seal): Value {
  if (Array.isArray(value)) return value.map((item) => toFile(item, seal));
  if (!isObject(value)) return value;
  if (isSecret(value)) return seal(value);
  return mapSorted(value, (item) => toFile(item, seal));
}

/** The reverse of {@link toFile}: ciphertext and plaintext become secrets as in memory. */
export function fromFile(value: Value, crypter: Crypter): Value {
  if (Array.isArray(value)) return value.map((item) => fromFile(item, crypter));
  if (!isObject(value)) return value;
  if (!hasSignature(value, SECRET)) return Object.fromEntries(entriesOf(value, (item) => fromFile(item, crypter)));
  if (typeof value.plaintext === "string") return { [SIGNATURE]: SECRET, value: JSON.parse(value.plaintext) as Value };
  const { ciphertext } = value;
  if (typeof ciphertext !== "string")
    throw new SecretsError("SECRETS_CIPHERTEXT_MALFORMED", "A secret has neither a ciphertext nor a plaintext.");
  const secretValue = { [SIGNATURE]: SECRET, value: JSON.parse(crypter.decrypt(ciphertext)) as Value };
  sealed.set(secretValue, { by: crypter, ciphertext });
  return secretValue;
}

export function sortKeys(value: Value): Value {
  if (Array.isArray(value)) return value.map(sortKeys);
  return isObject(value) ? mapSorted(value, sortKeys) : value;
}

function mapSorted(object: Properties, map: (value: Value) => Value): Properties {
  const entries = entriesOf(object, map);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const entriesOf = (object: Properties, map: (value: Value) => Value): [string, Value][] =>
  Object.entries(object).map(([key, value]) => [key, map(value)]);
