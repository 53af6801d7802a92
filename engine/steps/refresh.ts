/** Refresh: the state is made to say what providers find. */
import type { ResourceState } from "../model.ts";
import { compact, dependenciesOf, replaceWithOf } from "./state.ts";
import type { Step } from "./step.ts";

/** @param next what the program says of it, where it has registered it */
export function refreshStep(old: ResourceState, next = old): Step {
  const { urn, type, provider } = next;
  return { op: "refresh", urn, type, ...(provider ? { provider } : {}), old, logical: false };
}

/**
 * The state after a refresh: what is gone is left out, and nothing refers to it any more.
 *
 * @param found what each resource was found to be; undefined: gone. What is not in the map stays.
 */
export function rebuild(
  base: readonly ResourceState[],
  found: ReadonlyMap<ResourceState, ResourceState | undefined>,
): ResourceState[] {
  const there = new Set<string>();
  const rebuilt: ResourceState[] = [];
  for (const before of base) {
    const state = found.has(before) ? found.get(before) : before;
    if (!state) continue;
    rebuilt.push(withReferences(state, there));
    there.add(state.urn);
  }
  return rebuilt;
}

/** The same objects, but for those that refer to what is not there. */
export function withoutDangling(resources: readonly ResourceState[]): ResourceState[] {
  const there = new Set<string>();
  return resources.map((state) => {
    const references = [...dependenciesOf(state), ...(state.parent === undefined ? [] : [state.parent])];
    const result = references.every((urn) => there.has(urn)) ? state : withReferences(state, there);
    there.add(state.urn);
    return result;
  });
}

function withReferences(state: ResourceState, there: ReadonlySet<string>): ResourceState {
  const kept = (urns: string[]) => urns.filter((urn) => there.has(urn));
  const byProperty = Object.entries(state.propertyDependencies ?? {}).map(([key, urns]) => [key, kept(urns)] as const);
  return compact({
    ...state,
    // As the real engine does: a child of what is gone has no parent, not even the next one up.
    parent: state.parent !== undefined && there.has(state.parent) ? state.parent : undefined,
    dependencies: kept(state.dependencies ?? []),
    // Properties without dependencies are dropped, as the real engine does here.
    propertyDependencies: Object.fromEntries(byProperty.filter(([, urns]) => urns.length > 0)),
    deletedWith: state.deletedWith !== undefined && there.has(state.deletedWith) ? state.deletedWith : undefined,
    replaceWith: kept(replaceWithOf(state)),
  });
}
