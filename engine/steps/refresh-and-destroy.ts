/**
 * A refresh that runs the program: each resource is read when the program registers it, with the provider that it has
 * there. What the program does not register is read in the end.
 */
import type { ResourceState } from "../model.ts";
import { isTool } from "../resource/goal.ts";
import type { Goal } from "../resource/goal.ts";
import { compact, dependenciesOf, inputsOf, needsOf, outputsOf, replaceWithOf, stateOf } from "../resource/state.ts";
import type { Continued } from "./aliases.ts";
import { withInputs } from "./check-inputs.ts";
import { carryOut } from "./provider-requests.ts";
import type { Asking } from "./provider-requests.ts";
import type { Generation } from "./step-generator.ts";
import type { Step } from "./step.ts";
import { keptSteps, sameStep, skippedCreateStep, skippedCreateSteps } from "./untargeted.ts";

/** Before an update: what is known of a resource becomes what is found of it. */
export function* refreshedFirst(
  generation: Generation,
  goal: Goal,
  urn: string,
  continued: Continued,
): Asking<Continued> {
  const { old, isDisputed } = continued;
  if (generation.options.refreshes !== "first" || !old || isTool(goal)) return continued;
  // What a cascade takes away is not looked for.
  if (generation.deletes.has(urn) || !generation.selection.includes(old)) return continued;
  generation.refreshes.add(urn);
  const found = yield* carryOut([refreshStep(old, stateOf(goal, urn, old))]);
  return found ? { old: found, isDisputed } : { isDisputed };
}

/** In a refresh: what it finds is all that becomes of the resource. undefined: registered as in an update. */
export function* refreshSteps(
  generation: Generation,
  goal: Goal,
  urn: string,
  old: ResourceState | undefined,
): Asking<Step[] | undefined> {
  const next = stateOf(goal, urn, old);
  // What needs something that is not there cannot be had either.
  const isLost = needsOf(next).some((needed) => generation.skippedCreates.has(needed));
  if (isTool(goal) && !isLost) return undefined;
  if (!old) return skippedCreateSteps(generation, next);
  if (isTool(goal) || !generation.selection.includes(old)) return keptSteps(generation, old);
  generation.refreshes.add(urn);
  // Whether it is somebody else's, or to be replaced, is not for the program to say.
  const { external, taint } = old;
  const step = { ...refreshStep(old, next), new: compact({ ...next, external, taint }) };
  return (yield* carryOut([step])) ? [step] : skippedCreateSteps(generation, next);
}

/** Of what the program has not registered. */
export const restOfRefresh = (generation: Generation): Step[] =>
  generation.base
    .filter((state) => !generation.isOperatedOn(state.urn) && generation.selection.covers(state))
    .map((state) => refreshStep(state));

/** @param next what the program says of it, where it has registered it */
export function refreshStep(old: ResourceState, next = old): Step {
  const { urn, type, provider } = next;
  return { op: "refresh", urn, type, ...(provider ? { provider } : {}), old, logical: false };
}

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
    rebuilt.push(withReferences(state, there));
    there.add(state.urn);
  }
  return rebuilt;
}

/** The same objects, but for those that refer to what is not there. */
export function withoutDangling(resources: readonly ResourceState[]): ResourceState[] {
  const there = new Set<string>();
  return resources.map((state) => {
    const references = [...dependenciesOf(state), ...(state.parent === undefined ? [] : [state.parent])];
    const result = references.every((urn) => there.has(urn)) ? state : withReferences(state, there);
    there.add(state.urn);
    return result;
  });
}

function withReferences(state: ResourceState, there: ReadonlySet<string>): ResourceState {
  const kept = (urns: string[]) => urns.filter((urn) => there.has(urn));
  const byProperty = Object.entries(state.propertyDependencies ?? {}).map(([key, urns]) => [key, kept(urns)] as const);
  return compact({
    ...state,
    // As the real engine does: a child of what is gone has no parent, not even the next one up.
    parent: state.parent !== undefined && there.has(state.parent) ? state.parent : undefined,
    dependencies: kept(state.dependencies ?? []),
    // Properties without dependencies are dropped, as the real engine does here.
    propertyDependencies: Object.fromEntries(byProperty.filter(([, urns]) => urns.length > 0)),
    deletedWith: state.deletedWith !== undefined && there.has(state.deletedWith) ? state.deletedWith : undefined,
    replaceWith: kept(replaceWithOf(state)),
  });
}

/** undefined: registered as in an update. */
export function destroySteps(
  generation: Generation,
  goal: Goal,
  urn: string,
  old: ResourceState | undefined,
): Step[] | undefined {
  const next = stateOf(goal, urn, old);
  // What needs something that is not made cannot be had either.
  const isLost = needsOf(next).some((needed) => generation.skippedCreates.has(needed));
  if (isLost || (!isTool(goal) && !old)) {
    generation.skippedCreates.add(urn);
    return [skippedCreateStep(old ? { ...next, outputs: outputsOf(old) } : next)];
  }
  generation.leaving.add(urn);
  if (isTool(goal) || !old) return undefined;
  generation.sames.add(urn);
  return [sameStep(old, withInputs(next, inputsOf(old)))];
}
