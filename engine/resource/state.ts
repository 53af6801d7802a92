/** Makes and reads states of resources. Empty fields are left out, as in Pulumi's state files. */
import type { ResourceState, Snapshot } from "../model.ts";
import type { Properties } from "../values.ts";
import type { Goal, ReadGoal } from "./goal.ts";
import { parseReference, STACK_TYPE } from "./urn.ts";

export function stateOf(goal: Goal, urn: string, old: ResourceState | undefined): ResourceState {
  return compact({
    urn,
    custom: goal.custom,
    type: goal.type,
    inputs: goal.inputs,
    parent: goal.parent,
    protect: goal.protect,
    dependencies: goal.dependencies,
    provider: goal.provider,
    propertyDependencies: goal.propertyDependencies,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    customTimeouts: goal.customTimeouts,
    importID: goal.importId,
    retainOnDelete: goal.retainOnDelete,
    deletedWith: goal.deletedWith,
    created: old?.created,
    modified: old?.modified,
    sourcePosition: goal.sourcePosition,
    stackTrace: goal.stackTrace,
    ignoreChanges: goal.ignoreChanges,
    hideDiff: goal.hideDiff,
    replaceOnChanges: goal.replaceOnChanges,
    replacementTrigger: goal.replacementTrigger,
    replaceWith: goal.replaceWith,
    resourceHooks: goal.hooks,
  });
}

export function stateOfRead(goal: ReadGoal, urn: string): ResourceState {
  return compact({
    urn,
    custom: true,
    id: goal.id,
    type: goal.type,
    inputs: goal.inputs,
    parent: goal.parent,
    external: true,
    dependencies: goal.dependencies,
    provider: goal.provider,
    additionalSecretOutputs: goal.additionalSecretOutputs,
    sourcePosition: goal.sourcePosition,
    stackTrace: goal.stackTrace,
  });
}

/** Leaves out fields that are undefined, false, or empty, except `custom`. */
export function compact(state: { [K in keyof ResourceState]: ResourceState[K] | undefined }): ResourceState {
  const entries = Object.entries(state).filter(([key, value]) => key === "custom" || !isEmpty(value));
  return Object.fromEntries(entries) as unknown as ResourceState;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

export const inputsOf = (state: ResourceState | undefined): Properties => state?.inputs ?? {};
export const outputsOf = (state: ResourceState | undefined): Properties => state?.outputs ?? {};

/** URNs of a resource's dependencies, without its parent and its provider. */
export function dependenciesOf(state: ResourceState): Set<string> {
  const all = new Set(state.dependencies ?? []);
  for (const urns of Object.values(state.propertyDependencies ?? {})) for (const urn of urns) all.add(urn);
  if (state.deletedWith) all.add(state.deletedWith);
  for (const urn of replaceWithOf(state)) all.add(urn);
  return all;
}

/** URNs of a resource's dependencies, its parent and its provider. */
export function needsOf(state: ResourceState): string[] {
  const provider = providerUrnOf(state);
  return [...dependenciesOf(state), ...(state.parent ? [state.parent] : []), ...(provider ? [provider] : [])];
}

export const replaceWithOf = (state: ResourceState): string[] => (state.replaceWith as string[] | undefined) ?? [];

export const providerUrnOf = (state: ResourceState): string | undefined =>
  state.provider ? parseReference(state.provider).urn : undefined;

/** The stack's outputs in wire form, with secrets. Empty before the first update and after a destroy. */
export const stackOutputs = ({ resources }: Snapshot): Properties =>
  resources.find((resource) => resource.type === STACK_TYPE && !resource.delete)?.outputs ?? {};

export const urnsOf = (resources: readonly ResourceState[]): Set<string> => new Set(resources.map(({ urn }) => urn));
