/** Updates references between the resources of a snapshot when resources are renamed or deleted. */
import type { ResourceState } from "../model.ts";
import { compact, dependenciesOf, replaceWithOf } from "../resource/state.ts";
import { makeReference, parseReference } from "../resource/urn.ts";

/**
 * Returns a function that replaces the old URNs of renamed resources in a resource's references.
 *
 * @param renamed new URN by old one; may grow between calls
 */
export function renamer(renamed: ReadonlyMap<string, string>): (state: ResourceState) => ResourceState {
  const known = new WeakMap<ResourceState, { size: number; result: ResourceState }>();
  const current = (urn: string): string => renamed.get(urn) ?? urn;
  return (state) => {
    if (renamed.size === 0) return state;
    const before = known.get(state);
    if (before?.size === renamed.size) return before.result;
    const result = rename(state, current);
    known.set(state, { size: renamed.size, result });
    return result;
  };
}

/** Returns the same object if nothing changed, so that its serialized text is reused. */
function rename(state: ResourceState, current: (urn: string) => string): ResourceState {
  const { parent, deletedWith, dependencies, propertyDependencies, provider, replaceWith } = state;
  const reference = provider === undefined ? undefined : parseReference(provider);
  const referenced = [
    parent,
    deletedWith,
    reference?.urn,
    ...(dependencies ?? []),
    ...replaceWithOf(state),
    ...Object.values(propertyDependencies ?? {}).flat(),
  ];
  if (!referenced.some((urn) => urn !== undefined && current(urn) !== urn)) return state;
  const renamed = { ...state };
  if (parent !== undefined) renamed.parent = current(parent);
  if (deletedWith !== undefined) renamed.deletedWith = current(deletedWith);
  if (dependencies !== undefined) renamed.dependencies = dependencies.map(current);
  if (replaceWith !== undefined) renamed.replaceWith = replaceWithOf(state).map(current);
  if (reference !== undefined) renamed.provider = makeReference(current(reference.urn), reference.id);
  if (propertyDependencies !== undefined) {
    const lists = Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map(current)]);
    renamed.propertyDependencies = Object.fromEntries(lists) as Record<string, string[]>;
  }
  return renamed;
}

/**
 * Removes resources that a refresh found deleted, and references to them.
 *
 * @param found the refreshed version of each resource, `undefined` if it is deleted; resources not in the map stay
 */
export function rebuildBaseState(
  base: readonly ResourceState[],
  found: ReadonlyMap<ResourceState, ResourceState | undefined>,
): ResourceState[] {
  const existing = new Set<string>();
  const rebuilt: ResourceState[] = [];
  for (const before of base) {
    const state = found.has(before) ? found.get(before) : before;
    if (!state) continue;
    rebuilt.push(withReferences(state, existing));
    existing.add(state.urn);
  }
  return rebuilt;
}

/** Removes references to missing resources. Resources without such references stay the same objects. */
export function dropDanglingReferences(resources: readonly ResourceState[]): ResourceState[] {
  const existing = new Set<string>();
  return resources.map((state) => {
    const references = [...dependenciesOf(state), ...(state.parent === undefined ? [] : [state.parent])];
    const result = references.every((urn) => existing.has(urn)) ? state : withReferences(state, existing);
    existing.add(state.urn);
    return result;
  });
}

function withReferences(state: ResourceState, existing: ReadonlySet<string>): ResourceState {
  const kept = (urns: string[]) => urns.filter((urn) => existing.has(urn));
  const byProperty = Object.entries(state.propertyDependencies ?? {}).map(([key, urns]) => [key, kept(urns)] as const);
  return compact({
    ...state,
    // As with the Pulumi CLI, a child of a deleted resource loses its parent and does not get its grandparent instead.
    parent: state.parent !== undefined && existing.has(state.parent) ? state.parent : undefined,
    dependencies: kept(state.dependencies ?? []),
    // Properties without dependencies are dropped, as the Pulumi CLI does here.
    propertyDependencies: Object.fromEntries(byProperty.filter(([, urns]) => urns.length > 0)),
    deletedWith: state.deletedWith !== undefined && existing.has(state.deletedWith) ? state.deletedWith : undefined,
    replaceWith: kept(replaceWithOf(state)),
  });
}
