import type { ChangeKind } from "./resource-type.ts";
import { isObject, isUnknown, plain, type Properties, type Value } from "./values.ts";

/**
 * Compares inputs, and returns the changes by property path. An unknown differs from every other value.
 *
 * @param replaces whether a change of this property, or of one inside it, needs a replacement. Receives paths without
 *   indexes, such as `rules[].port`.
 */
export function compareInputs(
  oldInputs: Properties,
  newInputs: Properties,
  replaces: (path: string) => boolean,
): Record<string, ChangeKind> {
  const changes: Record<string, ChangeKind> = {};
  const note = (kind: "add" | "delete" | "update", path: string, isReplaced: boolean): void => {
    changes[path] = isReplaced ? `${kind}-replace` : kind;
  };

  const compare = (old: Value | undefined, next: Value | undefined, path: string, pattern: string, above: boolean) => {
    const isReplaced = above || (pattern !== "" && replaces(pattern));
    if (old === undefined || next === undefined) {
      if (old !== next) note(old === undefined ? "add" : "delete", path, isReplaced);
    } else if (Array.isArray(old) && Array.isArray(next)) {
      for (let i = 0; i < Math.max(old.length, next.length); i += 1)
        compare(old[i], next[i], `${path}[${i}]`, `${pattern}[]`, isReplaced);
    } else if (isObject(old) && isObject(next)) {
      for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) {
        const of = (base: string) => (base === "" ? key : `${base}.${key}`);
        compare(own(old, key), own(next, key), of(path), of(pattern), isReplaced);
      }
    } else if (old !== next || isUnknown(next)) note("update", path, isReplaced);
  };

  compare(plain(oldInputs), plain(newInputs), "", "", false);
  return changes;
}

const own = (of: Properties, key: string): Value | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);
