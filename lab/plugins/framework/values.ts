/**
 * Property values in Pulumi's wire form: JSON in which special values are objects with a signature key, and unknowns
 * are reserved strings.
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
export type Properties = { [key: string]: Value };

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** A value that is known only after a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const isObject = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Special = Properties & { [SIGNATURE]: string };

const hasSignature = (value: Value | undefined, signature: string): value is Special =>
  isObject(value) && value[SIGNATURE] === signature;

/** Its content is its property `value`. */
export const isSecret = (value: Value | undefined): value is Special => hasSignature(value, SECRET);

/** Marks a value as secret. Marks nothing twice. */
export const secret = (value: Value): Value => (isSecret(value) ? value : { [SIGNATURE]: SECRET, value });

/** Whether the value itself is unknown. */
export const isUnknown = (value: Value | undefined): boolean =>
  UNKNOWNS.has(value) || (hasSignature(value, OUTPUT) && value.value === undefined);

/** Whether there is an unknown at any depth, also inside secrets and outputs. */
export function containsUnknown(value: Value): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}

/** Whether there is a secret at any depth. */
export function containsSecret(value: Value): boolean {
  if (Array.isArray(value)) return value.some(containsSecret);
  if (!isObject(value)) return false;
  if (isSecret(value) || (hasSignature(value, OUTPUT) && value.secret === true)) return true;
  return Object.values(value).some(containsSecret);
}

/** The value without marks of secrets and outputs. Unknowns stay. */
export function plain(value: Value): Value {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  if (isSecret(value)) return plain(value.value ?? null);
  if (hasSignature(value, OUTPUT)) return value.value === undefined ? UNKNOWN : plain(value.value);
  return plainProperties(value);
}

/** {@link plain} for all properties of an object. */
export const plainProperties = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, plain(value)]));
