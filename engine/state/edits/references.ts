/** Changes the URNs by which a resource refers to others: parent, dependencies, provider and the like. */
import type { ResourceState } from "../../model.ts";
import { makeReference, parseReference } from "../../resource/urn.ts";

/** @param urnOf undefined removes the reference, except that to a provider */
export function withReferences(state: ResourceState, urnOf: (urn: string) => string | undefined): ResourceState {
  const { parent, provider, dependencies, propertyDependencies, deletedWith } = state;
  const replaceWith = state.replaceWith as string[] | undefined;
  const urns = (list: readonly string[]) => list.flatMap((urn) => urnOf(urn) ?? []);
  const changed: ResourceState = { ...state };
  if (parent) changed.parent = urnOf(parent);
  if (provider) {
    const { urn, id } = parseReference(provider);
    changed.provider = makeReference(urnOf(urn) ?? urn, id);
  }
  if (dependencies) changed.dependencies = urns(dependencies);
  if (propertyDependencies) {
    const lists = Object.entries(propertyDependencies).map(([key, list]) => [key, urns(list)] as const);
    // A property whose dependencies are all gone has none.
    const kept = lists.filter(([key, list]) => list.length > 0 || propertyDependencies[key]?.length === 0);
    changed.propertyDependencies = Object.fromEntries(kept);
  }
  if (deletedWith) changed.deletedWith = urnOf(deletedWith);
  if (replaceWith) changed.replaceWith = urns(replaceWith);
  return changed;
}
