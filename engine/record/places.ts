/** Where in property values secrets and unknowns are. Pure. */
import { unwrapOutputs } from "../protocol/wire.ts";
import { isObject, isSecret, isUnknown, SECRET, SIGNATURE, type Properties, type Value } from "../values.ts";

/** Output values, which carry their own dependencies, as the plain, secret or unknown values that they are. */
export const withoutOutputValues = (value: Value): Value => unwrapOutputs(value, new Set());

/** Paths of all that is secret; what is below a secret goes with it. */
export const secretPaths = (properties: Properties): string[] => pathsOf(properties, isSecret);

/** Paths of all that is unknown, also inside secrets. */
export const unknownPaths = (properties: Properties): string[] => pathsOf(properties, isUnknown);

/** The property that a path is in. */
export const propertyOf = (path: string): string => /^[^.[]+/.exec(path)?.[0] ?? path;

function pathsOf(value: Value, matches: (value: Value) => boolean, path = ""): string[] {
  if (matches(value)) return [path];
  if (Array.isArray(value)) return value.flatMap((item, i) => pathsOf(item, matches, `${path}[${i}]`));
  if (!isObject(value)) return [];
  if (value[SIGNATURE] === SECRET) return pathsOf(value.value ?? null, matches, path);
  return Object.entries(value).flatMap(([key, item]) => pathsOf(item, matches, path === "" ? key : `${path}.${key}`));
}
