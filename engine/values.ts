/**
 * Property values in Pulumi's wire form: JSON in which special values are objects with a signature key, and unknowns
 * are reserved strings. The engine keeps values in this form everywhere (RPC, steps, state), so no conversion loses
 * anything. Only the writer of the state replaces plain secrets with ciphertext.
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
export const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
export const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Placeholders of unknown values, by the type that they will have. */
export const UNKNOWN = {
  boolean: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  number: "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  string: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  array: "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  asset: "030794c1-ac77-496b-92df-f27374a8bd58",
  archive: "e48ece36-62e2-4504-bad9-02848725956a",
  object: "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
} as const;

const UNKNOWNS: ReadonlySet<unknown> = new Set(Object.values(UNKNOWN));

export const isUnknown = (value: Value | undefined): boolean => UNKNOWNS.has(value);

/** Whether there is an unknown at any depth, also inside secrets and outputs. */
export function containsUnknown(value: Value): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (hasSignature(value, OUTPUT) && value.value === undefined) return true;
  return isUnknown(value) || (isObject(value) && Object.values(value).some(containsUnknown));
}

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of an own property. Keys come from users and may be `constructor` or `__proto__`. */
export const own = <T>(of: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  of && Object.hasOwn(of, key) ? of[key] : undefined;

export const hasSignature = (value: Value | undefined, signature: string): value is Properties =>
  isObject(value) && value[SIGNATURE] === signature;

export const isSecret = (value: Value | undefined): value is Properties => hasSignature(value, SECRET);

export const secret = (value: Value): Value => (isSecret(value) ? value : { [SIGNATURE]: SECRET, value });

/** Whether the value is an asset or an archive. Both are identified by their `hash`. */
export const isContent = (value: Value | undefined): value is Properties =>
  hasSignature(value, ASSET) || hasSignature(value, ARCHIVE);
