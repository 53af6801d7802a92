/**
 * Comparison of inputs where the provider leaves it to the engine. Secrecy and dependencies are no difference, and assets
 * are equal when their hashes are.
 */
import { isContent, isObject, OUTPUT, SECRET, SIGNATURE } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import type { DetailedDiff, DiffKind } from "./question.ts";

export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((element, index) => equal(element, b[index]));
  if (Array.isArray(b)) return false;
  if (!isObject(a) || !isObject(b)) return false;
  if (isContent(a) && isContent(b)) return a[SIGNATURE] === b[SIGNATURE] && a.hash !== undefined && a.hash === b.hash;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** Without secret and output wrappers, at any depth. */
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

/** undefined: the inputs are equal. */
export function compareInputs(oldInputs: Properties, newInputs: Properties): InputDifference | undefined {
  const before = unwrap(oldInputs) as Properties;
  const after = unwrap(newInputs) as Properties;
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changed = keys.filter((key) => !equal(before[key], after[key]));
  if (changed.length === 0) return undefined;
  const detailed: DetailedDiff = {};
  for (const key of changed) collect(key, before[key], after[key], detailed);
  return { changed, detailed };
}

function collect(path: string, before: Value | undefined, after: Value | undefined, into: DetailedDiff): void {
  const record = (diffKind: DiffKind) => {
    into[path] = { diffKind, inputDiff: true };
  };
  if (equal(before, after)) return;
  if (before === undefined) return record("add");
  if (after === undefined) return record("delete");
  if (Array.isArray(before) && Array.isArray(after)) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) {
      collect(`${path}[${index}]`, before[index], after[index], into);
    }
  } else if (isObject(before) && isObject(after) && !isContent(before) && !isContent(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      collect(/^\w+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`, before[key], after[key], into);
    }
  } else record("update");
}
