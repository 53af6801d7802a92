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
    ...(old.protect && !replaced && !generation.options.ignoreProtect ? { protectedFrom: "delete" } : {}),
  };
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
