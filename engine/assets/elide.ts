/** Sends assets without content to providers that only compare them: the hash is enough. */
import { isContent, isObject, SIGNATURE } from "../values.ts";
import type { Properties, Value } from "../values.ts";

/** Keeps only signature and hash. */
export const withoutContent = (content: Properties): Properties => ({
  [SIGNATURE]: content[SIGNATURE] as Value,
  ...(content.hash === undefined ? {} : { hash: content.hash }),
});

/** Replaces assets that a provider returned without content by those of `original` with the same hash. */
export function restoreContent(properties: Properties, original: Properties): Properties {
  const known = new Map<Value, Properties>();
  collect(original, known);
  return known.size === 0 ? properties : restoreAll(properties, known);
}

function collect(value: Value, into: Map<Value, Properties>): void {
  if (isContent(value) && typeof value.hash === "string") into.set(value.hash, value);
  else if (Array.isArray(value)) for (const element of value) collect(element, into);
  else if (isObject(value)) for (const inner of Object.values(value)) collect(inner, into);
}

const restoreAll = (properties: Properties, known: ReadonlyMap<Value, Properties>): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, restore(value, known)]));

function restore(value: Value, known: ReadonlyMap<Value, Properties>): Value {
  if (Array.isArray(value)) return value.map((element) => restore(element, known));
  if (!isContent(value)) return isObject(value) ? restoreAll(value, known) : value;
  const isBare = Object.keys(value).every((key) => key === SIGNATURE || key === "hash");
  const before = isBare && value.hash !== undefined ? known.get(value.hash) : undefined;
  return before && before[SIGNATURE] === value[SIGNATURE] ? before : value;
}
