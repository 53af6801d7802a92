/**
 * Changes of the stack's outputs in a preview, without what is only not known yet: an unknown where there was a value says
 * nothing, nor does a resource's own unknown output. Pure.
 */
import { equal } from "../../resource/compare.ts";
import { isObject, isUnknown, type Value } from "../../values.ts";
import type { Change, Changes } from "./changes.ts";

/** Set by the SDK, in previews only, on what is made from a resource. */
const RESOURCE_MARK = "@isPulumiResource";

export function settled({ of, entries }: Changes): Changes {
  const isResource = entries.get(RESOURCE_MARK)?.kind === "add";
  const kept = [...entries].flatMap(([key, change]): [string | number, Change][] => {
    if (key === RESOURCE_MARK && isResource) return [];
    const left = of === "map" ? settledProperty(change, isResource) : settledElement(change);
    return left ? [[key, left]] : [];
  });
  return { of, entries: new Map(kept) };
}

function settledProperty(change: Change, isResource: boolean): Change | undefined {
  if (change.kind === "add") return isResource && isUnknown(change.value) ? undefined : unmarkedAdd(change);
  if (change.kind !== "update") return change;
  const { old, new: next } = change;
  if (isUnknown(next)) return undefined;
  const left = settledElement(change);
  return hasChanges(left) || !equal(old, next) ? left : undefined;
}

const hasChanges = (change: Change): boolean =>
  change.kind === "update" && (change.inner?.entries.values().some(({ kind }) => kind !== "same") ?? false);

function settledElement(change: Change): Change {
  if (change.kind === "add") return unmarkedAdd(change);
  return change.kind === "update" && change.inner ? { ...change, inner: settled(change.inner) } : change;
}

const unmarkedAdd = (change: Change & { kind: "add" | "same" | "delete" }): Change => ({
  ...change,
  value: unmarked(change.value),
});

function unmarked(value: Value): Value {
  if (Array.isArray(value)) return value.map(unmarked);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== RESOURCE_MARK);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unmarked(inner)]));
}
