/** Deletes resources from a state without deleting what they stand for. */
import type { ResourceState } from "../../model.ts";
import { dependenciesOf, providerUrnOf } from "../../resource/state.ts";
import { parseReference } from "../../resource/urn.ts";

export interface DeleteOptions {
  /** Delete protected resources too. */
  force: boolean;
  /** Delete dependents too; without it, a resource with dependents is refused. */
  withDependents: boolean;
}

export interface Deleted {
  resources: ResourceState[];
  /** Why nothing may be deleted; the same for all problems. */
  problem?:
    { kind: "protected"; resource: ResourceState } | { kind: "needed"; resource: ResourceState; by: ResourceState[] };
  /** Protected resources that were deleted because of `force`. */
  forced: ResourceState[];
}

/** @param targets are deleted dependents first, whatever their order */
export function deleteResources(
  resources: readonly ResourceState[],
  targets: ReadonlySet<ResourceState>,
  { force, withDependents }: DeleteOptions,
): Deleted {
  let left = [...resources];
  const forced: ResourceState[] = [];
  for (const target of [...resources].reverse().filter((resource) => targets.has(resource))) {
    if (!left.includes(target)) continue;
    const by = dependentsOfOnly(left, target);
    const gone = [target, ...by];
    const kept = force ? undefined : (withDependents ? gone : [target]).find(({ protect }) => protect);
    if (kept) return { resources: left, forced, problem: { kind: "protected", resource: kept } };
    if (by.length > 0 && !withDependents)
      return { resources: left, forced, problem: { kind: "needed", resource: target, by } };
    forced.push(...gone.filter(({ protect }) => protect));
    left = left.filter((resource) => !gone.includes(resource));
  }
  return { resources: left, forced };
}

/** Direct and indirect dependents that do not depend on another resource with the same URN. */
function dependentsOfOnly(resources: readonly ResourceState[], target: ResourceState): ResourceState[] {
  const at = resources.indexOf(target);
  const others = new Set(resources.slice(0, at).map(({ urn }) => urn));
  const dependents = new Map<string, (string | undefined)[]>([[target.urn, [target.id]]]);
  const found: ResourceState[] = [];
  const dependsOn = (urn: string) => dependents.has(urn) && !others.has(urn);
  for (const candidate of resources.slice(at + 1)) {
    const provider = candidate.provider ? parseReference(candidate.provider) : undefined;
    const isDependent =
      (candidate.parent !== undefined && dependsOn(candidate.parent)) ||
      [...dependenciesOf(candidate)].some((urn) => urn !== providerUrnOf(candidate) && dependsOn(urn)) ||
      (provider !== undefined && dependents.get(provider.urn)?.includes(provider.id) === true);
    if (!isDependent) others.add(candidate.urn);
    else {
      found.push(candidate);
      dependents.set(candidate.urn, [...(dependents.get(candidate.urn) ?? []), candidate.id]);
    }
  }
  return found;
}
