/** Deletions: of what waits for it, of what the program no longer registers, and in which order. */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./generation.ts";
import { DependencyGraph } from "./graph.ts";
import type { Step } from "./step.ts";

interface DeleteOptions {
  replaced?: boolean;
  beforeReplacement?: boolean;
}

export function deleteStep(
  generation: Generation,
  old: ResourceState,
  { replaced = false, beforeReplacement = false }: DeleteOptions = {},
): Step {
  const op = old.external ? (replaced ? "discard-replaced" : "discard") : replaced ? "delete-replaced" : "delete";
  const goesWithOther = old.deletedWith !== undefined && generation.deletes.has(old.deletedWith);
  return {
    op,
    urn: old.urn,
    type: old.type,
    ...(old.provider ? { provider: old.provider } : {}),
    old,
    logical: !replaced,
    ...(beforeReplacement ? { beforeReplacement } : {}),
    ...(old.external || old.retainOnDelete || goesWithOther ? { withoutProvider: true } : {}),
    ...(old.protect && !replaced ? { protectedFrom: "delete" } : {}),
  };
}

/**
 * Everything that is to be deleted after all registrations, in no order.
 *
 * @param failed URNs whose resources stay as they were, and so what they depend on
 */
export function deleteSteps(generation: Generation, failed: ReadonlySet<string>): Step[] {
  const needed = new Set<ResourceState>();
  for (const urn of failed) {
    const old = generation.old(urn);
    if (old) for (const dependency of generation.graph.transitiveDependenciesOf(old)) needed.add(dependency);
  }
  const condemned: { state: ResourceState; replaced: boolean }[] = [];
  for (const state of generation.base) {
    if (needed.has(state)) continue;
    if (state.delete) {
      if (generation.cascaded.has(state)) continue;
      condemned.push({ state, replaced: true });
    } else if (!generation.isOperatedOn(state.urn)) {
      condemned.push({ state, replaced: false });
    }
  }
  for (const { state } of condemned) generation.deletes.add(state.urn);
  return condemned.map(({ state, replaced }) =>
    !replaced && state.pendingReplacement ? removePendingStep(state) : deleteStep(generation, state, { replaced }),
  );
}

/** It was deleted before its replacement, which never came and is wanted no more. */
function removePendingStep(old: ResourceState): Step {
  return { op: "remove-pending-replace", urn: old.urn, type: old.type, old, logical: false };
}

/**
 * For each deletion, those that must be over before it starts: a resource goes after all that need it.
 */
export function deletionOrder(base: readonly ResourceState[], steps: readonly Step[]): Map<Step, Step[]> {
  const graph = new DependencyGraph(base);
  const stepOf = new Map(steps.map((step) => [step.old as ResourceState, step]));
  const after = new Map<Step, Step[]>(steps.map((step) => [step, []]));
  for (const [state, step] of stepOf) {
    for (const dependency of graph.dependenciesOf(state)) {
      const needed = stepOf.get(dependency);
      if (needed) after.get(needed)?.push(step);
    }
  }
  return after;
}
