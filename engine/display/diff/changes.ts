/** Compares property values. The result is a tree with the shape of the values. */
import { equal } from "../../resource/compare.ts";
import { contains, parsePath, type PropertyPath } from "../../resource/property-path.ts";
import { isObject, own, SIGNATURE, type Properties, type Value } from "../../values.ts";

export type Change =
  | { kind: "same" | "add" | "delete"; value: Value }
  /** `inner` is set if both are lists, or both are maps. */
  | { kind: "update"; old: Value; new: Value; inner?: Changes };

export interface Changes {
  of: "map" | "list";
  /** By key or index. */
  entries: Map<string | number, Change>;
}

/** Property paths whose differences are hidden, and which of them had a difference. */
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

/** Whether the property is internal to the engine or a provider. */
export const isInternalKey = (key: string): boolean => key.startsWith("__");

export const sortedKeys = (entries: Changes["entries"]): (string | number)[] =>
  [...entries.keys()].sort((a, b) => (a < b ? -1 : 1));

/** The property path being compared, and the paths to hide. */
export interface Place {
  hidden: Hidden;
  path: PropertyPath;
}

export const placeIn = (hidden: Hidden, ...path: PropertyPath): Place => ({ hidden, path });

const at = ({ hidden, path }: Place, part: string | number): Place => ({ hidden, path: [...path, part] });

/** @returns undefined if there is no visible difference. A null counts as absent. */
export function compareMaps(old: Properties, next: Properties, place = placeIn(new Hidden())): Changes | undefined {
  const entries: Changes["entries"] = new Map();
  for (const key of Object.keys({ ...old, ...next })) {
    const inner = at(place, key);
    if (isInternalKey(key) || place.hidden.covers(inner.path)) continue;
    const change = compare(own(old, key) ?? null, own(next, key) ?? null, inner);
    if (change) entries.set(key, change);
  }
  return changesOf("map", entries);
}

/** Like {@link compareMaps}, for single values. */
export function compareValues(old: Value, next: Value, place = placeIn(new Hidden())): Change | undefined {
  const change = compare(old, next, place);
  return change?.kind === "same" ? undefined : change;
}

function compare(old: Value, next: Value, place: Place): Change | undefined {
  if (old === null) return next === null ? undefined : { kind: "add", value: next };
  if (next === null) return { kind: "delete", value: old };
  const inner =
    isMap(old) && isMap(next)
      ? compareMaps(old, next, place)
      : Array.isArray(old) && Array.isArray(next)
        ? compareLists(old, next, place)
        : "single";
  if (inner === "single") return equal(old, next) ? { kind: "same", value: old } : { kind: "update", old, new: next };
  return inner ? { kind: "update", old, new: next, inner } : { kind: "same", value: old };
}

function compareLists(old: Value[], next: Value[], place: Place): Changes | undefined {
  const entries: Changes["entries"] = new Map();
  for (let index = 0; index < Math.max(old.length, next.length); index++) {
    const [before, after] = [old[index], next[index]];
    if (before === undefined) entries.set(index, { kind: "add", value: after ?? null });
    else if (after === undefined) entries.set(index, { kind: "delete", value: before });
    else entries.set(index, compareElements(before, after, at(place, index)));
  }
  return changesOf("list", entries);
}

/** In a list, null counts as a value. */
function compareElements(old: Value, next: Value, place: Place): Change {
  if (old !== null && next !== null) return compare(old, next, place) as Change;
  return old === next ? { kind: "same", value: old } : { kind: "update", old, new: next };
}

const changesOf = (of: Changes["of"], entries: Changes["entries"]): Changes | undefined =>
  entries.values().some(({ kind }) => kind !== "same") ? { of, entries } : undefined;

const isMap = (value: Value): value is Properties => isObject(value) && value[SIGNATURE] === undefined;
