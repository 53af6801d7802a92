/**
 * Delete before replace takes dependents along: while the old resource is gone and the new one not yet there, a dependent
 * that would have to be replaced anyway must be deleted first. The provider is asked, with the affected inputs unknown.
 */
import type { ResourceState } from "../model.ts";
import { own, UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { deleteStep } from "./delete.ts";
import { difference } from "./difference.ts";
import type { Generation } from "./generation.ts";
import type { Asking } from "./question.ts";
import { inputsOf, providerUrnOf, replaceWithOf } from "./state.ts";
import type { Step } from "./step.ts";
import { isProviderType } from "./urn.ts";

/** Deletions of dependents, those that depend on others first. */
export function* cascade(generation: Generation, root: ResourceState): Asking<Step[]> {
  let dependents = yield* replacedDependents(generation, root);
  // What was registered while the provider was asked is no dependent any more, and decides for itself.
  while (dependents.some(({ state }) => generation.seen.has(state.urn))) {
    dependents = yield* replacedDependents(generation, root);
  }
  const condemned = dependents.reverse().filter(({ state }) => !generation.cascaded.has(state));
  for (const { state } of condemned) generation.deletes.add(state.urn);
  const steps: Step[] = [];
  for (const { state, keys } of condemned) {
    generation.cascadeKeys.set(state.urn, keys);
    if (state.protect && !state.delete && !generation.options.ignoreProtect) {
      generation.refuse(
        `unable to replace resource "${state.urn}" as part of replacing "${root.urn}" as it is currently marked for protection. To unprotect ` +
          "the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:\n" +
          `\`pulumi state unprotect '${state.urn}'\``,
        state.urn,
      );
    }
    const step = deleteStep(generation, state, state.delete ? {} : { replaced: true, beforeReplacement: true });
    steps.push(step);
    generation.cascadeSteps.set(state.urn, step);
    generation.cascaded.add(state);
  }
  return steps;
}

/** Deletions that do not come to be after all: what they were to take stays, and decides for itself. */
export function spare(generation: Generation, steps: readonly Step[]): void {
  for (const { urn, old, beforeReplacement } of steps) {
    if (!old || !(beforeReplacement || generation.cascaded.has(old))) continue;
    generation.deletes.delete(urn);
    generation.cascaded.delete(old);
    generation.cascadeSteps.delete(urn);
    generation.cascadeKeys.delete(urn);
  }
}

/** Deletions that other cascades have begun, of resources that depend on this one too. */
export function otherCascades(generation: Generation, root: ResourceState): Step[] {
  if (generation.cascadeSteps.size === 0) return [];
  const dependents = generation.graph.dependentsOf(root, new Set(), true);
  return dependents.flatMap(({ urn }) => generation.cascadeSteps.get(urn) ?? []);
}

interface Dependent {
  state: ResourceState;
  keys: string[];
}

/** Each after what it depends on. */
export function* replacedDependents(generation: Generation, root: ResourceState): Asking<Dependent[]> {
  const replaced = new Set([root.urn]);
  const found: Dependent[] = [];
  // What was registered before the root cannot depend on it any more, whatever the old state says.
  const registered = new Set([...generation.seen, ...generation.deletes].filter((urn) => urn !== root.urn));
  for (const state of generation.graph.dependentsOf(root, registered, false)) {
    const keys = yield* reasonsToReplace(state, replaced);
    if (!keys) continue;
    found.push({ state, keys });
    replaced.add(state.urn);
  }
  for (const state of generation.olds()) {
    const follows = replaceWithOf(state).includes(root.urn) || state.deletedWith === root.urn;
    if (follows && !replaced.has(state.urn) && !registered.has(state.urn)) found.push({ state, keys: [] });
  }
  return found;
}

/** undefined: it can stay. */
function* reasonsToReplace(state: ResourceState, replaced: ReadonlySet<string>): Asking<string[] | undefined> {
  if (!state.custom || state.external) return undefined;
  const provider = providerUrnOf(state);
  if (provider !== undefined && replaced.has(provider)) return [];
  if (state.deletedWith !== undefined && replaced.has(state.deletedWith)) return [];
  const inputs: Properties = {};
  let affected = false;
  for (const [key, value] of Object.entries(inputsOf(state))) {
    const unknown = (own(state.propertyDependencies, key) ?? []).some((urn) => replaced.has(urn));
    inputs[key] = unknown ? UNKNOWN.string : value;
    affected ||= unknown;
  }
  if (!affected) return undefined;
  const found = yield* difference({
    urn: state.urn,
    provider: isProviderType(state.type) ? state.urn : (state.provider as string),
    old: { ...state, initErrors: [] },
    newInputs: inputs,
    ignored: state.ignoreChanges ?? [],
    replaceOnChanges: state.replaceOnChanges ?? [],
    unknowns: true,
  });
  return found.replaces ? found.keys : undefined;
}
