/** After all registrations: what was not registered is deleted, as far as the operation is about it. */
import type { ResourceState } from "../model.ts";
import { replacedDependents } from "./replacements.ts";
import { deleteStep } from "./delete.ts";
import type { Generation } from "./step-generator.ts";
import type { Asking } from "./provider-requests.ts";
import type { Step } from "./step.ts";
import { sameStep } from "./untargeted.ts";

export interface Rest {
  /** What the operation is not about, and stays. */
  kept: Step[];
  /** In no order. */
  deleted: Step[];
}

/**
 * What becomes of everything that was not registered.
 *
 * @param failed URNs whose resources stay as they were, and so what they depend on
 * @param leaving what was registered, and is to go all the same
 */
export function* restSteps(
  generation: Generation,
  failed: ReadonlySet<string>,
  leaving: readonly ResourceState[] = [],
): Asking<Rest> {
  const allowed = yield* deletable(generation);
  const needed = neededBy(generation, failed);
  const condemned: { state: ResourceState; replaced: boolean }[] = [];
  const kept: Step[] = [];
  for (const state of generation.base) {
    if (needed.has(state)) continue;
    if (!allowed(state)) {
      if (!state.delete && !generation.isOperatedOn(state.urn)) kept.push(sameStep(state));
    } else if (state.delete) {
      if (!generation.cascaded.has(state)) condemned.push({ state, replaced: true });
    } else if (!generation.isOperatedOn(state.urn)) {
      condemned.push({ state, replaced: false });
    }
  }
  for (const state of leaving.filter(allowed)) condemned.push({ state, replaced: false });
  refuseUntargeted(generation, condemned);
  for (const { state } of condemned) generation.deletes.add(state.urn);
  const deleted = condemned.map(({ state, replaced }) =>
    !replaced && state.pendingReplacement ? removePendingStep(state) : deleteStep(generation, state, { replaced }),
  );
  return { kept, deleted };
}

function neededBy(generation: Generation, failed: ReadonlySet<string>): Set<ResourceState> {
  const needed = new Set<ResourceState>();
  for (const urn of failed) {
    const old = generation.old(urn);
    if (old) for (const dependency of generation.graph.transitiveDependenciesOf(old)) needed.add(dependency);
  }
  return needed;
}

/** With targets: those, and what could not be without them. With exclusions: all that what is excluded does not need. */
function* deletable(generation: Generation): Asking<(state: ResourceState) => boolean> {
  const { selection, base, graph } = generation;
  if (selection.everything) return () => true;
  const named = base.filter(({ urn }) => selection.names(urn) === selection.isTargeted);
  if (!selection.isTargeted) {
    const kept = keptBy(generation, named);
    return (state) => !kept.has(state.urn);
  }
  const dependents = named.flatMap((state) => [state, ...graph.dependentsOf(state, new Set(), true)]);
  const reached = new Set(dependents.map(({ urn }) => urn));
  // What these would take along when they are replaced goes too; each of them is asked about.
  for (const state of base.filter(({ urn }) => reached.has(urn)))
    for (const dependent of yield* replacedDependents(generation, state)) reached.add(dependent.state.urn);
  return ({ urn }) => reached.has(urn);
}

function keptBy({ graph, selection }: Generation, excluded: ResourceState[]): Set<string> {
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

function refuseUntargeted(generation: Generation, condemned: { state: ResourceState }[]): void {
  const { selection, options } = generation;
  if (!selection.isTargeted || selection.withDependents) return;
  const unnamed = condemned.filter(({ state }) => !selection.names(state.urn));
  if (unnamed.length === 0) return;
  for (const { state } of unnamed) {
    const message =
      `Resource '${state.urn}' will be destroyed but was not specified in --target list.\n` +
      "Either include resource in --target list or pass --target-dependents to proceed.";
    generation.diagnose({ urn: state.urn, severity: "error", message });
  }
  generation.sawError = true;
  if (!options.preview) generation.fail("delete untargeted resource");
}

/** It was deleted before its replacement, which never came and is wanted no more. */
function removePendingStep(old: ResourceState): Step {
  return { op: "remove-pending-replace", urn: old.urn, type: old.type, old, logical: false };
}
