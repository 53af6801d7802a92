/** Finds secrets and unknowns in property values, and formats values for people and golden files. */
import { unwrapOutputs } from "../protocol/wire.ts";
import { ARCHIVE, ASSET, isObject, isSecret, isUnknown, RESOURCE, SECRET, SIGNATURE } from "../values.ts";
import type { Properties, Value } from "../values.ts";

/** Replaces output values with the plain, secret or unknown values that they wrap. */
export const withoutOutputValues = (value: Value): Value => unwrapOutputs(value, new Set());

/** Paths of all secrets, but not of secrets inside other secrets. */
export const secretPaths = (properties: Properties): string[] => pathsOf(properties, isSecret);

/** Paths of all unknowns, also inside secrets. */
export const unknownPaths = (properties: Properties): string[] => pathsOf(properties, isUnknown);

/** The top-level property of a path. */
export const propertyOf = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

function pathsOf(value: Value, matches: (value: Value) => boolean, path = ""): string[] {
  if (matches(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => pathsOf(item, matches, `${path}[${i}]`));
  if (!isObject(value)) return [];
  if (value[SIGNATURE] === SECRET) return pathsOf(value.value ?? null, matches, path);
  return Object.entries(value).flatMap(([key, item]) => pathsOf(item, matches, path === "" ? key : `${path}.${key}`));
}

/**
 * Writes a secret as `{"$secret": value}`, an unknown as `{"$unknown": true}`, a reference to a resource as
 * `{"$resource": urn}`, and an asset or archive as `{"$asset": …}` or `{"$archive": …}`.
 */
export function readable(value: Value): Value {
  if (isUnknown(value)) return { $unknown: true };
  if (Array.isArray(value)) return value.map(readable);
  if (!isObject(value)) return value;
  const { [SIGNATURE]: signature, ...fields } = value;
  const plain = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, readable(field)]));
  if (signature === SECRET) return { $secret: plain.value ?? null };
  if (signature === RESOURCE) return { $resource: fields.urn ?? null };
  if (signature === ASSET) return { $asset: plain };
  return signature === ARCHIVE ? { $archive: plain } : plain;
}
