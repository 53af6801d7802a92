/**
 * Whether a snapshot is one that an engine can work with: everything a resource refers to comes before it, and no URN
 * stands for two resources that are there to stay. The same conditions as the real engine's. Pure.
 */
import type { ResourceState, Snapshot } from "../model.ts";
import { replaceWithOf } from "../steps/state.ts";
import { isProviderType, makeReference } from "../steps/urn.ts";
import { UNKNOWN } from "../values.ts";

/** Every problem, in the order of the resources; none when the snapshot is sound. */
export function integrityProblems({ resources }: Pick<Snapshot, "resources">): string[] {
  const problems: string[] = [];
  const all = new Set(resources.map((resource) => resource.urn));
  const before = new Set<string>();
  const providers = new Set<string>();
  const live = new Set<string>();

  for (const [index, resource] of resources.entries()) {
    const { urn, type, custom, id, provider } = resource;
    if (!urn) problems.push(`the resource at index ${index} has no URN`);
    if (!type) problems.push(`resource ${urn} has no type`);
    if (!custom && id) problems.push(`resource ${urn} has the ID ${id}, and is not custom`);

    if (isProviderType(type)) providers.add(makeReference(urn, id || UNKNOWN.string));
    // One that waits for its replacement may have outlived its provider, which was replaced before it.
    if (provider && !providers.has(provider) && !resource.pendingReplacement)
      problems.push(`resource ${urn} refers to unknown provider ${provider}`);

    for (const { role, urn: other } of references(resource)) {
      if (before.has(other)) continue;
      problems.push(`resource ${urn}'s ${role} ${other} ${all.has(other) ? "comes after it" : "is missing"}`);
    }

    // Only those waiting for their deletion may share a URN with the one that is there to stay.
    if (!resource.delete) {
      if (live.has(urn)) problems.push(`duplicate resource ${urn} (not marked for deletion)`);
      live.add(urn);
    }
    before.add(urn);
  }
  return problems;
}

function references(resource: ResourceState): { role: string; urn: string }[] {
  const list: { role: string; urn: string }[] = [];
  const add = (role: string, urn: string | undefined) => {
    if (urn) list.push({ role, urn });
  };
  add("parent", resource.parent);
  for (const urn of resource.dependencies ?? []) add("dependency", urn);
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {}))
    for (const urn of urns ?? []) add(`property dependency (${property})`, urn);
  add("deletedWith", resource.deletedWith);
  for (const urn of replaceWithOf(resource)) add("replaceWith", urn);
  return list;
}
