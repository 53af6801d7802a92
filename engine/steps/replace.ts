/** The steps of a replacement, in both orders. */
import type { ResourceState } from "../model.ts";
import { cascade } from "./cascade.ts";
import { deleteStep } from "./delete.ts";
import type { Difference } from "./difference.ts";
import type { Generation } from "./generation.ts";
import type { Goal } from "./goal.ts";
import type { Asking } from "./question.ts";
import type { Step } from "./step.ts";

/** before-delete: the new one is there before the old one goes, at the end of the deployment. */
export type ReplacementOrder = "before-delete" | "after-delete";

/** @param recreated it went in a cascade: its `replace` blames nothing, as what has changed is not its own */
export function createSteps(
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  order: ReplacementOrder,
  recreated = false,
): Step[] {
  const { urn, type } = next;
  const common = {
    urn,
    type,
    ...(next.provider ? { provider: next.provider } : {}),
    old,
    new: next,
  };
  const why = {
    ...(found.keys.length > 0 ? { keys: found.keys } : {}),
    ...(found.diffs.length > 0 ? { diffs: found.diffs } : {}),
    ...(found.detailed ? { detailedDiff: found.detailed } : {}),
  };
  const leavesOld = order === "before-delete";
  const create: Step = { op: "create-replacement", ...common, ...why, logical: false, leavesOld };
  const replace: Step = { op: "replace", ...common, ...(recreated ? {} : why), logical: true };
  return leavesOld ? [create, replace] : [replace, create];
}

export function* replaceSteps(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
): Asking<Step[]> {
  if (!(goal.deleteBeforeReplace ?? found.deleteBeforeReplace)) return createSteps(old, next, found, "before-delete");
  const deletions = yield* cascade(generation, old);
  // An old one that is pending replacement has been deleted before; its entry goes when the new one is made.
  if (!old.pendingReplacement) {
    generation.deletes.add(old.urn);
    deletions.push(deleteStep(generation, old, { replaced: true, beforeReplacement: true }));
    generation.deletes.delete(old.urn);
  }
  return [...deletions, ...createSteps(old, next, found, "after-delete")];
}
