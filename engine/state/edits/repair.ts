/** Repairs a state that fails the integrity check: sorts its resources, and removes references to missing ones. */
import type { ResourceState } from "../../model.ts";
import { dependenciesOf, providerUrnOf } from "../../resource/state.ts";
import { makeUrn, parseUrn } from "../../resource/urn.ts";
import { withReferences } from "./references.ts";

export interface Repaired {
  resources: ResourceState[];
  /** What was changed, one line each. */
  changes: string[];
}

/** @throws Error if resources depend on each other in a cycle */
export function repaired(resources: readonly ResourceState[]): Repaired {
  const sorted = inOrder(resources);
  const moved = sorted.filter((resource, index) => resources[index] !== resource);
  const changes = moved.map(({ urn }) => `moved ${urn} after what it depends on`);
  return { resources: pruned(sorted, changes), changes };
}

function inOrder(resources: readonly ResourceState[]): ResourceState[] {
  const newest = (isOld: boolean) =>
    new Map(resources.filter((state) => (state.delete ?? false) === isOld).map((state) => [state.urn, state]));
  const [live, old] = [newest(false), newest(true)];
  const sorted = new Set<ResourceState>();
  const path = new Set<ResourceState>();
  const visit = (state: ResourceState) => {
    if (sorted.has(state)) return;
    if (path.has(state))
      throw new Error(`the resources ${[...path].map(({ urn }) => urn).join(", ")} depend on each other`);
    path.add(state);
    for (const urn of needsOf(state)) {
      // What was replaced depends on what was replaced with it.
      const needed = state.delete ? (old.get(urn) ?? live.get(urn)) : live.get(urn);
      if (needed && needed !== state) visit(needed);
    }
    path.delete(state);
    sorted.add(state);
  };
  resources.forEach(visit);
  return [...sorted];
}

function needsOf(state: ResourceState): Set<string> {
  const needs = new Set(dependenciesOf(state));
  const provider = providerUrnOf(state);
  if (provider !== undefined) needs.add(provider);
  if (state.parent) needs.add(state.parent);
  return needs;
}

/** A resource whose parent is missing becomes a child of nothing, which changes its URN and those of its children. */
function pruned(sorted: readonly ResourceState[], changes: string[]): ResourceState[] {
  const urns = new Map<string, string>();
  return sorted.map((state) => {
    const next = withReferences(state, (urn) => {
      const known = urns.get(urn);
      if (known === undefined && urn !== providerUrnOf(state))
        changes.push(`removed ${state.urn}'s reference to the missing ${urn}`);
      return known;
    });
    const { stack, project, type, name } = parseUrn(state.urn);
    const urn = state.parent ? makeUrn(stack, project, next.parent, type, name) : state.urn;
    if (urn !== state.urn) changes.push(`renamed ${state.urn} to ${urn}`);
    urns.set(state.urn, urn);
    return { ...next, urn };
  });
}
