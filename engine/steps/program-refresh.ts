/**
 * A refresh that runs the program: each resource is read when the program registers it, with the provider that it has
 * there. What the program does not register is read in the end.
 */
import type { ResourceState } from "../model.ts";
import type { Continued } from "./aliases.ts";
import type { Generation } from "./generation.ts";
import { isTool } from "./goal.ts";
import type { Goal } from "./goal.ts";
import { carryOut } from "./question.ts";
import type { Asking } from "./question.ts";
import { refreshStep } from "./refresh.ts";
import { compact, needsOf, stateOf } from "./state.ts";
import type { Step } from "./step.ts";
import { keptSteps, skippedCreateSteps } from "./untargeted.ts";

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
