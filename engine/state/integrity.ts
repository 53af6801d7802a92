/** Whether a snapshot is one that an engine can work with: everything a resource refers to comes before it. Pure. */
import type { ResourceState, Snapshot } from "../model.ts";

const PROVIDER_TYPE = "pulumi:providers:";

/** Every problem, in the order of the resources; none when the snapshot is sound. */
export function integrityProblems({ resources }: Pick<Snapshot, "resources">): string[] {
  const problems: string[] = [];
  const all = new Set(resources.map((resource) => resource.urn));
  const before = new Set<string>();
  const providers = new Set<string>();
  const live = new Set<string>();

  for (const resource of resources) {
    for (const { role, urn } of references(resource)) {
      if (before.has(urn)) continue;
      problems.push(
        all.has(urn)
          ? `resource ${resource.urn}'s ${role} ${urn} comes after it`
          : `resource ${resource.urn}'s ${role} ${urn} is missing`,
      );
    }
    if (resource.provider && !providers.has(resource.provider))
      problems.push(`resource ${resource.urn} refers to unknown provider ${resource.provider}`);
    if (resource.type.startsWith(PROVIDER_TYPE)) providers.add(`${resource.urn}::${resource.id ?? ""}`);

    // Only those waiting for their deletion may share a URN with the one that is there to stay.
    if (!resource.delete) {
      if (live.has(resource.urn)) problems.push(`duplicate resource ${resource.urn} (not marked for deletion)`);
      live.add(resource.urn);
    }
    before.add(resource.urn);
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
  return list;
}
