/**
 * Integrity check of snapshots, with the conditions of the Pulumi CLI: everything that a resource refers to must come
 * before it, and no two live resources may have the same URN.
 */
import type { ResourceState, Snapshot } from "../model.ts";
import { replaceWithOf } from "../resource/state.ts";
import { isProviderType, makeReference } from "../resource/urn.ts";
import { UNKNOWN } from "../values.ts";

/** Returns all problems, in the order of the resources. */
export function integrityProblems({ resources }: Pick<Snapshot, "resources">): string[] {
  const problems: string[] = [];
  const before = new Set<string>();
  const providers = new Set<string>();
  const live = new Set<string>();

  for (const [index, resource] of resources.entries()) {
    const { urn, type, custom, id, provider } = resource;
    if (!urn) problems.push(`the resource at index ${index} has no URN`);
    if (!type) problems.push(`resource ${urn} has no type`);
    if (!custom && id) problems.push(`resource ${urn} has the ID ${id} but is not custom`);

    if (isProviderType(type)) providers.add(makeReference(urn, id || UNKNOWN.string));
    // A resource that is pending replacement may outlive its provider, which was replaced before it.
    if (provider && !providers.has(provider) && !resource.pendingReplacement)
      problems.push(`resource ${urn} refers to unknown provider ${provider}`);

    for (const { role, urn: other } of unmetReferences(resource, before)) {
      const isLater = resources.some((candidate) => candidate.urn === other);
      problems.push(`resource ${urn}'s ${role} ${other} ${isLater ? "comes after it" : "is missing"}`);
    }

    // Only resources pending deletion may share a URN with a live one.
    if (!resource.delete) {
      if (live.has(urn)) problems.push(`duplicate resource ${urn} (not marked for deletion)`);
      live.add(urn);
    }
    before.add(urn);
  }
  return problems;
}

/** Allocates memory only for problems, because this runs for the whole state before every write. */
function unmetReferences(resource: ResourceState, before: ReadonlySet<string>): { role: string; urn: string }[] {
  const unmet: { role: string; urn: string }[] = [];
  const need = (urn: string | undefined, role: string, property?: string) => {
    if (!urn || before.has(urn)) return;
    unmet.push({ role: property === undefined ? role : `${role} (${property})`, urn });
  };
  need(resource.parent, "parent");
  for (const urn of resource.dependencies ?? []) need(urn, "dependency");
  for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {}))
    for (const urn of urns ?? []) need(urn, "property dependency", property);
  need(resource.deletedWith, "deletedWith");
  for (const urn of replaceWithOf(resource)) need(urn, "replaceWith");
  return unmet;
}
