/** What became of property values, as a tree that has their shape. Pure. */
import { equal } from "../../steps/compare.ts";
import { contains, parsePath, type PropertyPath } from "../../steps/paths.ts";
import { isObject, own, SIGNATURE, type Properties, type Value } from "../../values.ts";

export type Change =
  | { kind: "same" | "add" | "delete"; value: Value }
  /** `inner` where both are lists, or both are maps. */
  | { kind: "update"; old: Value; new: Value; inner?: Changes };

export interface Changes {
  of: "map" | "list";
  /** By key or index. */
  entries: Map<string | number, Change>;
}

/** Differences that are not to be shown: where they may be, and which of these places have had one. */
export class Hidden {
  readonly #paths: { text: string; path: PropertyPath }[];
  readonly #found = new Set<string>();

  constructor(paths: readonly string[] = []) {
    this.#paths = paths.flatMap((text) => {
      const path = parsePath(text);
      return path ? [{ text, path }] : [];
    });
  }

  covers(place: PropertyPath): boolean {
    const hiding = this.#paths.find(({ path }) => contains(path, place));
    if (hiding) this.#found.add(hiding.text);
    return hiding !== undefined;
  }

  get found(): string[] {
    return [...this.#found].sort();
  }
}

/** The engine's and the providers' own affair. */
export const isInternalKey = (key: string): boolean => key.startsWith("__");

export const sortedKeys = (entries: Changes["entries"]): (string | number)[] =>
  [...entries.keys()].sort((a, b) => (a < b ? -1 : 1));

/** undefined: no difference that is to be shown. Null is as good as nothing. */
export function compareMaps(
  old: Properties,
  next: Properties,
  hidden = new Hidden(),
  place: PropertyPath = [],
): Changes | undefined {
  const entries: Changes["entries"] = new Map();
  for (const key of Object.keys({ ...old, ...next })) {
    const path = [...place, key];
    if (isInternalKey(key) || hidden.covers(path)) continue;
    const change = compare(own(old, key) ?? null, own(next, key) ?? null, hidden, path);
    if (change) entries.set(key, change);
  }
  return changesOf("map", entries);
}

export function compareValues(
  old: Value,
  next: Value,
  hidden = new Hidden(),
  place: PropertyPath = [],
): Change | undefined {
  const change = compare(old, next, hidden, place);
  return change?.kind === "same" ? undefined : change;
}

function compare(old: Value, next: Value, hidden: Hidden, place: PropertyPath): Change | undefined {
  if (old === null) return next === null ? undefined : { kind: "add", value: next };
  if (next === null) return { kind: "delete", value: old };
  const areMaps = isMap(old) && isMap(next);
  const areLists = Array.isArray(old) && Array.isArray(next);
  if (!areMaps && !areLists)
    return equal(old, next) ? { kind: "same", value: old } : { kind: "update", old, new: next };
  const inner = areMaps
    ? compareMaps(old, next, hidden, place)
    : compareLists(old as Value[], next as Value[], hidden, place);
  return inner ? { kind: "update", old, new: next, inner } : { kind: "same", value: old };
}

function compareLists(old: Value[], next: Value[], hidden: Hidden, place: PropertyPath): Changes | undefined {
  const entries: Changes["entries"] = new Map();
  for (let index = 0; index < Math.max(old.length, next.length); index++) {
    const [before, after] = [old[index], next[index]];
    if (before === undefined) entries.set(index, { kind: "add", value: after ?? null });
    else if (after === undefined) entries.set(index, { kind: "delete", value: before });
    else entries.set(index, compareElements(before, after, hidden, [...place, index]));
  }
  return changesOf("list", entries);
}

/** In a list, null stands for itself. */
function compareElements(old: Value, next: Value, hidden: Hidden, place: PropertyPath): Change {
  if (old !== null && next !== null) return compare(old, next, hidden, place) as Change;
  return old === next ? { kind: "same", value: old } : { kind: "update", old, new: next };
}

const changesOf = (of: Changes["of"], entries: Changes["entries"]): Changes | undefined =>
  entries.values().some(({ kind }) => kind !== "same") ? { of, entries } : undefined;

const isMap = (value: Value): value is Properties => isObject(value) && value[SIGNATURE] === undefined;
