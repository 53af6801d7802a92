/**
 * A destroy that runs the program. It is there for its providers, components and hooks, which are registered as in an
 * update; other resources stay as they are, and are not made where they are not there. In the end all of them go.
 */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./generation.ts";
import { isTool } from "./goal.ts";
import type { Goal } from "./goal.ts";
import { withInputs } from "./inputs.ts";
import { inputsOf, needsOf, outputsOf, stateOf } from "./state.ts";
import type { Step } from "./step.ts";
import { sameStep, skippedCreateStep } from "./untargeted.ts";

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
