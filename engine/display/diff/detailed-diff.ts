/** Converts a provider's detailed diff to changes with old and new values. */
import type { StepMetadata, StepState } from "../../model.ts";
import { parsePath, type PropertyPath } from "../../resource/property-path.ts";
import { isObject, isSecret, isUnknown, UNKNOWN, type Value } from "../../values.ts";
import { compareValues, type Change, type Changes, type Hidden } from "./changes.ts";

type DetailedDiff = NonNullable<StepMetadata["detailedDiff"]>;
type Kind = DetailedDiff[string]["diffKind"];

interface Sides {
  old: Value | undefined;
  new: Value | undefined;
}

/**
 * Old values are outputs and new values are inputs. If the provider compared inputs, both are inputs; after a refresh, which
 * has no new inputs, both are outputs.
 *
 * @returns undefined if there is nothing to show
 */
export function detailedChanges(
  detailed: DetailedDiff,
  { old, new: next }: { old: StepState; new: StepState },
  isRefresh: boolean,
  hidden: Hidden,
): Changes | undefined {
  const root: Changes = { of: "map", entries: new Map() };
  for (const [text, { diffKind, inputDiff }] of Object.entries(detailed)) {
    const path = parsePath(text) ?? [text];
    if (hidden.covers(path)) continue;
    const sides = {
      old: inputDiff ? old.inputs : old.outputs,
      new: isRefresh && !inputDiff ? next.outputs : next.inputs,
    };
    insert(root, path, diffKind, sides);
  }
  return root.entries.size > 0 ? root : undefined;
}

function insert({ entries }: Changes, [part, ...rest]: PropertyPath, kind: Kind, sides: Sides): void {
  if (part === undefined) return;
  const old = at(sides.old, part);
  const next = at(sides.new, part);
  const [oldValue, newValue] = [old ?? null, next ?? null];
  if (rest.length === 0) entries.set(part, leaf(kind, { old, new: next }));
  // A value that exists on one side only is shown as a whole.
  else if (oldValue === null && newValue !== null) entries.set(part, { kind: "add", value: newValue });
  else if (oldValue !== null && newValue === null) entries.set(part, { kind: "delete", value: oldValue });
  else {
    const known = entries.get(part);
    const inner = (known?.kind === "update" && known.inner) || {
      of: typeof rest[0] === "number" ? ("list" as const) : ("map" as const),
      entries: new Map(),
    };
    entries.set(part, { kind: "update", old: oldValue, new: newValue, inner });
    insert(inner, rest, kind, { old, new: next });
  }
}

/** The provider decides the kind of change; only updates are compared further. */
function leaf(kind: Kind, { old, new: next }: Sides): Change {
  if (kind.startsWith("add")) return { kind: "add", value: next === undefined ? UNKNOWN.string : next };
  if (kind.startsWith("delete")) return { kind: "delete", value: old === undefined ? UNKNOWN.string : old };
  const change = compareValues(old ?? null, next ?? null);
  if (change?.kind === "update") return change;
  return { kind: "update", old: old ?? null, new: next ?? null };
}

/** The parts of a secret or unknown value are not known, so the value itself represents them. */
function at(value: Value | undefined, part: string | number): Value | undefined {
  if (value === undefined || isSecret(value) || isUnknown(value)) return value;
  if (Array.isArray(value)) return typeof part === "number" ? value[part] : undefined;
  return isObject(value) && typeof part === "string" ? value[part] : undefined;
}
