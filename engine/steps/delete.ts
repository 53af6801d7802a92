/** Delete steps and their order. */
import type { ResourceState } from "../model.ts";
import { DependencyGraph } from "../resource/dependency-graph.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { DeleteStep, RemovePendingReplaceStep } from "./step.ts";

type Deletable = DeleteStep | RemovePendingReplaceStep;

export interface Deletion {
  step: Deletable;
  /** Deletions of the resource's dependents, which must succeed first. */
  after: Deletable[];
  /** Length of the longest chain of dependencies among the deleted resources; 0 for a resource without any. */
  depth: number;
}

interface DeleteOptions {
  replaced?: boolean;
  pendingReplace?: boolean;
}

export function deleteStep(
  generator: StepGenerator,
  old: ResourceState,
  { replaced = false, pendingReplace = false }: DeleteOptions = {},
): DeleteStep {
  const { urn, type, provider, external, retainOnDelete, deletedWith } = old;
  const isDeletedWithOther = deletedWith !== undefined && generator.deletes.has(deletedWith);
  return {
    op: external ? (replaced ? "discard-replaced" : "discard") : replaced ? "delete-replaced" : "delete",
    urn,
    type,
    provider,
    old,
    logical: !replaced,
    pendingReplace,
    withoutProvider: external || retainOnDelete || isDeletedWithOther,
    isProtected: old.protect && !replaced && !generator.options.ignoreProtect,
  };
}

/**
 * Groups deletions into rounds by their depth, deepest first. The deletions of a round run in parallel; the next round
 * begins when all of them have ended. So a resource without dependencies is deleted in the last round, even if no other
 * depends on it. This is the order of the Pulumi CLI, which is visible after a failure.
 */
export function deletionRounds(base: readonly ResourceState[], steps: readonly Deletable[]): Deletion[][] {
  const graph = new DependencyGraph(base);
  const deletions = new Map<ResourceState, Deletion>(steps.map((step) => [step.old, { step, after: [], depth: 0 }]));
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
