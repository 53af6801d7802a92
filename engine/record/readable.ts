/** Wire-form values for people and golden files: no signatures, no reserved strings. Pure. */
import { ARCHIVE, ASSET, isObject, isUnknown, RESOURCE, SECRET, SIGNATURE, type Value } from "../values.ts";

/**
 * A secret is `{"$secret": value}`, an unknown `{"$unknown": true}`, a reference to a resource `{"$resource": urn}`, an
 * asset or archive `{"$asset": …}` or `{"$archive": …}`.
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
