/** Dependencies between the resources of a state. Every resource must come after its dependencies. */
import type { ResourceState } from "../model.ts";
import { dependenciesOf, providerUrnOf } from "./state.ts";

export class DependencyGraph {
  readonly #resources: readonly ResourceState[];
  readonly #index = new Map<ResourceState, number>();
  /** Several resources may share a URN, because replaced ones are pending deletion. */
  readonly #byUrn: Map<string, ResourceState[]>;
  readonly #children: Map<string, ResourceState[]>;

  constructor(resources: readonly ResourceState[]) {
    this.#resources = resources;
    resources.forEach((resource, index) => this.#index.set(resource, index));
    this.#byUrn = Map.groupBy(resources, (resource) => resource.urn);
    this.#children = Map.groupBy(resources, (resource) => resource.parent ?? "");
  }

  indexOf(resource: ResourceState): number {
    return this.#index.get(resource) ?? this.#resources.length;
  }

  /**
   * The resource's parent, its provider and its dependencies. A dependency on a component includes all resources below
   * the component.
   */
  dependenciesOf(resource: ResourceState): Set<ResourceState> {
    const limit = this.indexOf(resource);
    const found = new Set<ResourceState>();
    const add = (candidate: ResourceState) => {
      if ((this.#index.get(candidate) as number) < limit) found.add(candidate);
    };
    for (const urn of directDependencies(resource)) {
      for (const dependency of this.#byUrn.get(urn) ?? []) {
        add(dependency);
        if (!dependency.custom) for (const child of this.#below(dependency)) add(child);
      }
    }
    for (const parent of this.#byUrn.get(resource.parent ?? "") ?? []) add(parent);
    return found;
  }

  transitiveDependenciesOf(resource: ResourceState): Set<ResourceState> {
    const found = new Set<ResourceState>();
    const queue = [resource];
    for (let next = queue.pop(); next; next = queue.pop()) {
      for (const dependency of this.dependenciesOf(next)) {
        if (found.has(dependency)) continue;
        found.add(dependency);
        queue.push(dependency);
      }
    }
    return found;
  }

  /**
   * Transitive dependents, each after its dependencies.
   *
   * @param ignored URNs that are left out, together with dependents that depend on the resource only through them
   * @param withChildren whether children count as dependents of their parent
   */
  dependentsOf(resource: ResourceState, ignored: ReadonlySet<string>, withChildren: boolean): ResourceState[] {
    const reached = new Set([resource.urn]);
    const dependents: ResourceState[] = [];
    for (const candidate of this.#resources.slice((this.#index.get(resource) ?? -1) + 1)) {
      if (ignored.has(candidate.urn)) continue;
      const needs = directDependencies(candidate);
      if (withChildren && candidate.parent) needs.add(candidate.parent);
      if (![...needs].some((urn) => reached.has(urn))) continue;
      reached.add(candidate.urn);
      dependents.push(candidate);
    }
    return dependents;
  }

  #below(component: ResourceState): ResourceState[] {
    return (this.#children.get(component.urn) ?? []).flatMap((child) => [child, ...this.#below(child)]);
  }
}

/** URNs of dependencies, without the parent, which does not affect a resource's inputs. */
function directDependencies(resource: ResourceState): Set<string> {
  const urns = dependenciesOf(resource);
  const provider = providerUrnOf(resource);
  if (provider !== undefined) urns.add(provider);
  return urns;
}
