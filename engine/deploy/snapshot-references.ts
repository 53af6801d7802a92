/** References to a resource that was renamed follow it: the state holds its new URN only. */
import type { ResourceState } from "../model.ts";
import { replaceWithOf } from "../resource/state.ts";
import { makeReference, parseReference } from "../resource/urn.ts";

/** @param renamed new URN by old one; may grow between calls */
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

/** The same object when nothing in it was renamed, so that it need not be written anew. */
function rename(state: ResourceState, current: (urn: string) => string): ResourceState {
  const { parent, deletedWith, dependencies, propertyDependencies, provider } = state;
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
  return {
    ...state,
    ...(parent === undefined ? {} : { parent: current(parent) }),
    ...(deletedWith === undefined ? {} : { deletedWith: current(deletedWith) }),
    ...(dependencies === undefined ? {} : { dependencies: dependencies.map(current) }),
    ...(state.replaceWith === undefined ? {} : { replaceWith: replaceWithOf(state).map(current) }),
    ...(reference === undefined ? {} : { provider: makeReference(current(reference.urn), reference.id) }),
    ...(propertyDependencies === undefined
      ? {}
      : {
          propertyDependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.map(current)]),
          ),
        }),
  };
}
