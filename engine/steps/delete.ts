/** Deletions: of what waits for it, of what the program no longer registers, and in which order. */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./step-generator.ts";
import { DependencyGraph } from "../resource/dependency-graph.ts";
import type { Step } from "./step.ts";

export interface Deletion {
  step: Step;
  /** What needs the resource, and has to be gone before it. */
  after: Step[];
  /** How many deletions at most lie between it and what needs no other one. */
  depth: number;
}

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
 * Deletions in rounds: those of one run side by side, and the next begins when all of them are over. What many others
 * need comes late, and so does what nobody needs: that is how the real engine orders them, and after a failure it shows.
 */
export function deletionRounds(base: readonly ResourceState[], steps: readonly Step[]): Deletion[][] {
  const graph = new DependencyGraph(base);
  const deletions = new Map<ResourceState, Deletion>(
    steps.map((step) => [step.old as ResourceState, { step, after: [], depth: 0 }]),
  );
  const inOrder = [...deletions].sort(([a], [b]) => graph.indexOf(a) - graph.indexOf(b));
  for (const [state, deletion] of inOrder) {
    for (const dependency of graph.dependenciesOf(state)) {
      const needed = deletions.get(dependency);
      if (!needed) continue;
      needed.after.push(deletion.step);
      deletion.depth = Math.max(deletion.depth, needed.depth + 1);
    }
  }
  const rounds = Map.groupBy(deletions.values(), ({ depth }) => depth);
  return [...rounds].sort(([a], [b]) => b - a).map(([, round]) => round);
}
