/** Checks whether an operation may begin. */
import { urnsOf } from "../resource/state.ts";
import type { ResourceState, Snapshot, SnapshotStore } from "../model.ts";
import { DependencyGraph } from "../resource/dependency-graph.ts";
import type { Hooks } from "../resource/goal.ts";
import { Selection } from "../steps/selection.ts";
import type { SelectionOptions } from "../steps/selection.ts";

export interface Problem {
  urn?: string;
  message: string;
}

/** Returns why the operation must not begin. */
export function preconditionProblems(
  kind: "up" | "destroy" | "refresh",
  resources: readonly ResourceState[],
  options: SelectionOptions & { runProgram?: boolean },
): Problem[] {
  if (kind === "up") return [];
  const isAlone = kind === "destroy" && !options.runProgram;
  return [...unknownNames(resources, options), ...(isAlone ? hooksWithoutProgram(resources) : [])];
}

/** Targets and exclusions that are not in the state. Patterns need not match anything. */
function unknownNames(resources: readonly ResourceState[], options: SelectionOptions): Problem[] {
  const selection = new Selection(options);
  const known = urnsOf(resources);
  const unknown = [...selection.unknownTargets(known), ...selection.unknownExcludes(known)];
  return unknown.map((urn) => ({ message: `no resource named '${urn}' found` }));
}

/** Resources with delete hooks, which are functions of the program and cannot be called without it. */
function hooksWithoutProgram(resources: readonly ResourceState[]): Problem[] {
  return resources.flatMap(({ urn, resourceHooks }) => {
    const { BeforeDelete = [], AfterDelete = [] } = (resourceHooks ?? {}) as Hooks;
    const hooks = [...BeforeDelete, ...AfterDelete];
    const message = `This resource has delete hooks, which need the program (use --run-program): ${hooks.join(", ")}`;
    return hooks.length > 0 ? [{ urn, message }] : [];
  });
}

/** URNs of protected resources and their dependencies. */
export function protectedExcludes(resources: readonly ResourceState[]): string[] {
  const graph = new DependencyGraph(resources);
  const kept = resources.filter(({ protect }) => protect);
  return [...urnsOf(kept.flatMap((resource) => [resource, ...graph.transitiveDependenciesOf(resource)]))];
}

/** Removes pending creates from the state. */
export async function clearPendingCreates(store: SnapshotStore): Promise<void> {
  const { pendingOperations, ...rest } = store.snapshot;
  const kept = pendingOperations.filter(({ type }) => type !== "creating");
  if (kept.length < pendingOperations.length) await store.save({ ...rest, pendingOperations: kept });
}

/** The warning about pending operations of earlier deployments, if there are any. */
export function pendingWarning({ pendingOperations: pending }: Snapshot): string | undefined {
  if (pending.length === 0) return undefined;
  const list = pending.map(({ resource, type }) => `  * ${resource.urn}, interrupted while ${type}\n`).join("");
  return (
    `Attempting to deploy or update resources with ${pending.length} pending operations from previous deployment.\n${list}` +
    "These resources are in an unknown state because the engine was interrupted while waiting for changes to these " +
    "resources to complete. Check with their provider whether the listed operations took effect; `refresh` then repairs " +
    "the state, and `refresh --clear-pending-creates` drops pending creates."
  );
}
