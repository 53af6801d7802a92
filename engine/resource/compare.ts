/**
 * Compares inputs if the provider leaves that to the engine. Secrets equal their plain values, dependencies are
 * ignored, assets are compared by their hashes, and a null property equals an absent one.
 */
import { hasSignature, isContent, isObject, OUTPUT, own, RESOURCE, SECRET, SIGNATURE } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import { pathText } from "./property-path.ts";
import type { PropertyPath } from "./property-path.ts";

/** The names of Pulumi's event log. */
export type DiffKind = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

export interface PropertyDiff {
  diffKind: DiffKind;
  inputDiff: boolean;
}

/** By property path. */
export type DetailedDiff = Record<string, PropertyDiff>;

/** Compares wire-form values. Secret and output wrappers are not removed: see {@link unwrap}. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((element, index) => equal(element, b[index]));
  if (Array.isArray(b)) return false;
  if (!isObject(a) || !isObject(b)) return false;
  if (isContent(a) && isContent(b)) return a[SIGNATURE] === b[SIGNATURE] && a.hash !== undefined && a.hash === b.hash;
  // A resource reference may contain the version of its package, which is not compared.
  if (hasSignature(a, RESOURCE) && hasSignature(b, RESOURCE)) return a.urn === b.urn && equal(a.id, b.id);
  const has = (of: Properties, key: string) => (own(of, key) ?? null) !== null;
  return (
    Object.keys(a).every((key) => (has(a, key) ? has(b, key) && equal(a[key], b[key]) : !has(b, key))) &&
    Object.keys(b).every((key) => has(a, key) || !has(b, key))
  );
}

/** Removes secret and output wrappers at any depth. */
export function unwrap(value: Value): Value {
  if (Array.isArray(value)) return value.map(unwrap);
  if (!isObject(value)) return value;
  if (value[SIGNATURE] === SECRET || value[SIGNATURE] === OUTPUT) return unwrap(value.value ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrap(inner)]));
}

export interface InputDifference {
  /** Top-level keys, sorted. */
  changed: string[];
  detailed: DetailedDiff;
}

/** Returns `undefined` if the inputs are equal. */
export function compareInputs(oldInputs: Properties, newInputs: Properties): InputDifference | undefined {
  const before = unwrap(oldInputs) as Properties;
  const after = unwrap(newInputs) as Properties;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = keys.filter((key) => !equal(own(before, key) ?? null, own(after, key) ?? null));
  if (changed.length === 0) return undefined;
  const detailed = changed.flatMap((key) => differences([key], own(before, key), own(after, key)));
  return { changed, detailed: Object.fromEntries(detailed) };
}

function differences(
  path: PropertyPath,
  before: Value | undefined,
  after: Value | undefined,
): [path: string, PropertyDiff][] {
  const entry = (diffKind: DiffKind): [string, PropertyDiff][] => [[pathText(path), { diffKind, inputDiff: true }]];
  if (equal(before ?? null, after ?? null)) return [];
  if (before === undefined || before === null) return entry("add");
  if (after === undefined || after === null) return entry("delete");
  if (Array.isArray(before) && Array.isArray(after)) {
    const indexes = [...Array(Math.max(before.length, after.length)).keys()];
    return indexes.flatMap((index) => differences([...path, index], before[index], after[index]));
  }
  if (isObject(before) && isObject(after) && !isContent(before) && !isContent(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => differences([...path, key], own(before, key), own(after, key)));
  }
  return entry("update");
}
