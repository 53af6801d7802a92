/** Compares inputs as the real plugin does. */
import { isDeepStrictEqual } from "node:util";
import { isObject, isSecret, type ChangeKind, type DiffCall, type Properties, type Value } from "../framework/index.ts";
import { isOutput, isUnknownSecret } from "./wire.ts";

/** Only where the whole list comes or goes; for changes within it, the SDK itself asks for a replacement. */
const REPLACING = "triggers";

type Changes = Record<string, ChangeKind>;

export function changesOf({ oldInputs, oldOutputs, inputs, ignoreChanges }: DiffCall): Changes {
  const next: Properties = { ...inputs };
  for (const property of ignoreChanges) if (Object.hasOwn(oldOutputs, property)) next[property] = oldOutputs[property]!;
  const changes: Changes = {};
  compareObjects(oldInputs, next, "", changes);
  if (changes[REPLACING] !== undefined)
    changes[REPLACING] = `${changes[REPLACING] as "add" | "delete" | "update"}-replace`;
  return changes;
}

const isAbsent = (value: Value | undefined): boolean => value === undefined || value === null;

function compareObjects(old: Properties, next: Properties, path: string, changes: Changes): void {
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
    const at = path === "" ? key : `${path}.${key}`;
    const [before, after] = [old[key], next[key]];
    if (isAbsent(before) && isAbsent(after)) continue;
    if (isAbsent(after)) changes[at] = "delete";
    else if (isAbsent(before)) changes[at] = "add";
    // What is secret and unknown counts as equal.
    else if (!isOutput(after) && !isUnknownSecret(after!)) compare(before!, after!, at, changes);
  }
}

function compare(old: Value, next: Value, path: string, changes: Changes): void {
  if (Array.isArray(old) && Array.isArray(next)) {
    for (let i = 0; i < Math.max(old.length, next.length); i += 1) {
      const at = `${path}[${i}]`;
      if (i >= old.length) changes[at] = "add";
      else if (i >= next.length) changes[at] = "delete";
      else compare(old[i]!, next[i]!, at, changes);
    }
  } else if (isObject(old) && isObject(next) && !isSecret(old) && !isSecret(next))
    compareObjects(old, next, path, changes);
  else if (!isDeepStrictEqual(old, next)) changes[path] = "update";
}
