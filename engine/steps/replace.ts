/** The steps of a replacement, in both orders. */
import type { ResourceState } from "../model.ts";
import { cascade, otherCascades } from "./cascade.ts";
import { deleteStep } from "./delete.ts";
import { SAME } from "./difference.ts";
import type { Difference } from "./difference.ts";
import type { Generation } from "./generation.ts";
import type { Goal } from "./goal.ts";
import type { Asking } from "./question.ts";
import type { Step } from "./step.ts";

/** before-delete: the new one is there before the old one goes, at the end of the deployment. */
export type ReplacementOrder = "before-delete" | "after-delete";

export function createSteps(
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  order: ReplacementOrder,
): [Step, Step] {
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
  const replace: Step = { op: "replace", ...common, ...why, logical: true };
  return leavesOld ? [create, replace] : [replace, create];
}

/** For a resource that went in a cascade. Its `replace` blames nothing: what has changed is not its own. */
export function recreateSteps(generation: Generation, old: ResourceState, next: ResourceState): Step[] {
  const keys = generation.cascadeKeys.get(next.urn) ?? [];
  const [{ keys: _, ...replace }, create] = createSteps(old, next, { ...SAME, keys }, "after-delete");
  const deletion = generation.cascadeSteps.get(next.urn);
  return [deletion ? { ...replace, after: [deletion] } : replace, create];
}

export function* replaceSteps(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
): Asking<Step[]> {
  if (!(goal.deleteBeforeReplace ?? found.deleteBeforeReplace)) return createSteps(old, next, found, "before-delete");
  // While it is gone, so is what is deleted with it.
  if (!old.pendingReplacement) generation.deletes.add(old.urn);
  const deletions = yield* cascade(generation, old);
  const after = otherCascades(generation, old).filter((step) => !deletions.includes(step));
  // An old one that is pending replacement has been deleted before; its entry goes when the new one is made.
  if (!old.pendingReplacement) {
    deletions.push(deleteStep(generation, old, { replaced: true, beforeReplacement: true }));
  }
  const [first] = deletions;
  if (first && after.length > 0) first.after = after;
  return [...deletions, ...createSteps(old, next, found, "after-delete")];
}
