/** Refresh: the state is made to say what providers find. */
import type { ResourceState } from "../model.ts";
import { compact, replaceWithOf } from "./state.ts";
import type { Step } from "./step.ts";

export const refreshStep = (old: ResourceState): Step => ({
  op: "refresh",
  urn: old.urn,
  type: old.type,
  ...(old.provider ? { provider: old.provider } : {}),
  old,
  logical: false,
});

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
    // As the real engine does: a child of what is gone has no parent, not even the next one up.
    const parent = state.parent !== undefined && there.has(state.parent) ? state.parent : undefined;
    rebuilt.push(withReferences({ ...state, parent }, there));
    there.add(state.urn);
  }
  return rebuilt;
}

function withReferences(state: ResourceState, there: ReadonlySet<string>): ResourceState {
  const kept = (urns: string[]) => urns.filter((urn) => there.has(urn));
  const byProperty = Object.entries(state.propertyDependencies ?? {}).map(([key, urns]) => [key, kept(urns)] as const);
  return compact({
    ...state,
    dependencies: kept(state.dependencies ?? []),
    // Properties without dependencies are dropped, as the real engine does here.
    propertyDependencies: Object.fromEntries(byProperty.filter(([, urns]) => urns.length > 0)),
    deletedWith: state.deletedWith !== undefined && there.has(state.deletedWith) ? state.deletedWith : undefined,
    replaceWith: kept(replaceWithOf(state)),
  });
}
