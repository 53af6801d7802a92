/** Secrets inside property values: plain in memory, ciphertext (or, when asked for, plaintext) in files. */
import { SECRET, SIGNATURE, hasSignature, isObject, isSecret, type Properties, type Value } from "../values.ts";
import type { Crypter } from "./crypter.ts";
import { SecretsError } from "../errors.ts";

/**
 * Ciphertext by secret object. A secret that is not touched between two saves then keeps its ciphertext, which spares
 * an encryption and keeps files comparable; equal secrets in different places still get different ciphertexts.
 */
const sealed = new WeakMap<object, { by: Crypter; ciphertext: string }>();

/** What a secret becomes outside the engine: its JSON text, encrypted or (`--show-secrets`) plain. */
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

/** In what is only to be read by people: that there is a secret, and nothing of it. */
export const blindSeal: Seal = () => ({ [SIGNATURE]: SECRET, ciphertext: "[secret]" });

/** The same where a value that stands for nothing but itself is expected. */
export const wordSeal: Seal = () => "[secret]";

const plaintextOf = (secretValue: Properties): string => JSON.stringify(sortKeys(secretValue.value ?? null));

/** The value as it stands in a file: keys sorted, as Pulumi writes them, and every secret sealed. */
export function toFile(value: Value, seal: Seal): Value {
  if (Array.isArray(value)) return value.map((item) => toFile(item, seal));
  if (!isObject(value)) return value;
  if (isSecret(value)) return seal(value);
  return mapSorted(value, (item) => toFile(item, seal));
}

/** The reverse of {@link toFile}: ciphertext and plaintext become secrets in wire form. */
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
