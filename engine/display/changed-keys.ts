/** The top-level properties that a step changes, in Pulumi's one-line form. */
import { isDeepStrictEqual } from "node:util";
import type { StepMetadata } from "../model.ts";
import { parsePath } from "../resource/property-path.ts";

/** `+added,-removed,~changed`, or an empty text. From the provider's diff or, without one, by comparing the inputs. */
export function changedKeys({ op, old, new: next, diffs, detailedDiff }: StepMetadata): string {
  if (!old || !next || op === "same" || op === "refresh") return "";
  const [before, after] = [old.inputs, next.inputs];
  const wasThere = (key: string) => Object.hasOwn(before, key);
  const isThere = (key: string) => Object.hasOwn(after, key);
  const named = detailedDiff ? Object.keys(detailedDiff).map(topLevel) : (diffs ?? []);
  const candidates = named.length > 0 ? named : Object.keys({ ...before, ...after });
  const keys = [...new Set(candidates)].filter((key) => key !== "__provider").sort();
  const added = keys.filter((key) => !wasThere(key) && isThere(key));
  const removed = keys.filter((key) => wasThere(key) && !isThere(key));
  const changed = keys.filter(
    (key) => wasThere(key) === isThere(key) && (named.length > 0 || !isDeepStrictEqual(before[key], after[key])),
  );
  const groups = [
    ["+", added],
    ["-", removed],
    ["~", changed],
  ] as const;
  return groups
    .filter(([, names]) => names.length > 0)
    .map(([sign, names]) => sign + names.join(","))
    .join(",");
}

const topLevel = (path: string): string => String(parsePath(path)?.[0] ?? path);
