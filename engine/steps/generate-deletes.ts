/** Generates the deletes at the end of a deployment: of unregistered resources, and of replaced ones. */
import type { ResourceState } from "../model.ts";
import { dependentReplacements } from "./replacements.ts";
import { deleteStep } from "./delete.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { ProviderRequests } from "./provider-requests.ts";
import { sameStep } from "./step.ts";
import type { DeleteStep, RemovePendingReplaceStep, SameStep } from "./step.ts";

export interface Deletes {
  /** For resources that stay because they are not targeted. */
  kept: SameStep[];
  /** In no particular order. */
  deleted: (DeleteStep | RemovePendingReplaceStep)[];
}

/**
 * @param failed URNs of resources that failed or were skipped; the dependencies of their old states stay
 * @param toDelete registered resources that a destroy deletes
 */
export function* generateDeletes(
  generator: StepGenerator,
  failed: ReadonlySet<string>,
  toDelete: readonly ResourceState[] = [],
): ProviderRequests<Deletes> {
  const allowed = yield* deletable(generator);
  const needed = neededBy(generator, failed);
  const deletions: { state: ResourceState; replaced: boolean }[] = [];
  const kept: SameStep[] = [];
  for (const state of generator.base) {
    if (needed.has(state)) continue;
    if (!allowed(state)) {
      if (!state.delete && !generator.isOperatedOn(state.urn)) kept.push(sameStep(state));
    } else if (state.delete) {
      if (!generator.pendingDeletes.has(state)) deletions.push({ state, replaced: true });
    } else if (!generator.isOperatedOn(state.urn)) {
      deletions.push({ state, replaced: false });
    }
  }
  for (const state of toDelete.filter(allowed)) deletions.push({ state, replaced: false });
  checkUntargetedDeletes(generator, deletions);
  for (const { state } of deletions) generator.deletes.add(state.urn);
  const deleted = deletions.map(({ state, replaced }) =>
    !replaced && state.pendingReplacement ? removePendingStep(state) : deleteStep(generator, state, { replaced }),
  );
  return { kept, deleted };
}

function neededBy(generator: StepGenerator, failed: ReadonlySet<string>): Set<ResourceState> {
  const needed = new Set<ResourceState>();
  for (const urn of failed) {
    const old = generator.old(urn);
    if (old) for (const dependency of generator.graph.transitiveDependenciesOf(old)) needed.add(dependency);
  }
  return needed;
}

/**
 * With targets: the targets and their dependents. With exclusions: all but the excluded ones and their dependencies.
 */
function* deletable(generator: StepGenerator): ProviderRequests<(state: ResourceState) => boolean> {
  const { selection, base, graph } = generator;
  if (selection.everything) return () => true;
  const named = base.filter(({ urn }) => selection.names(urn) === selection.isTargeted);
  if (!selection.isTargeted) {
    const kept = keptBy(generator, named);
    return (state) => !kept.has(state.urn);
  }
  const dependents = named.flatMap((state) => [state, ...graph.dependentsOf(state, new Set(), true)]);
  const reached = new Set(dependents.map(({ urn }) => urn));
  // Dependents that must be replaced with one of these are deleted too; their providers decide.
  for (const state of base.filter(({ urn }) => reached.has(urn)))
    for (const dependent of yield* dependentReplacements(generator, state)) reached.add(dependent.state.urn);
  return ({ urn }) => reached.has(urn);
}

function keptBy({ graph, selection }: StepGenerator, excluded: ResourceState[]): Set<string> {
  const kept = new Set<string>();
  const queue = [...excluded];
  for (let next = queue.pop(); next; next = queue.pop()) {
    if (kept.has(next.urn)) continue;
    kept.add(next.urn);
    queue.push(...graph.dependenciesOf(next));
    if (selection.excludesDependents) queue.push(...graph.dependentsOf(next, kept, true));
  }
  return kept;
}

function checkUntargetedDeletes(generator: StepGenerator, deletions: { state: ResourceState }[]): void {
  const { selection, options } = generator;
  if (!selection.isTargeted || selection.withDependents) return;
  const unnamed = deletions.filter(({ state }) => !selection.names(state.urn));
  if (unnamed.length === 0) return;
  for (const { state } of unnamed) {
    const message =
      `Resource '${state.urn}' will be destroyed but was not specified in --target list.\n` +
      "Either include resource in --target list or pass --target-dependents to proceed.";
    generator.diagnose({ urn: state.urn, severity: "error", message });
  }
  generator.sawError = true;
  if (!options.preview) generator.bail("delete untargeted resource");
}

function removePendingStep(old: ResourceState): RemovePendingReplaceStep {
  return { op: "remove-pending-replace", urn: old.urn, type: old.type, old, logical: false };
}
