/** Registrations of operations other than an update that run the program: refresh and destroy. */
import type { ResourceState } from "../model.ts";
import { existsInProgramOnly } from "../resource/goal.ts";
import type { Goal } from "../resource/goal.ts";
import { compact, inputsOf, needsOf, outputsOf, stateOf } from "../resource/state.ts";
import type { OldResource } from "./aliases.ts";
import { withInputs } from "./check-inputs.ts";
import { executeSteps } from "./provider-requests.ts";
import type { ProviderRequests } from "./provider-requests.ts";
import type { StepGenerator } from "./step-generator.ts";
import { refreshStep, sameStep, skippedCreateStep } from "./step.ts";
import type { RefreshStep, Step } from "./step.ts";
import { keptSteps, skippedCreateSteps } from "./untargeted.ts";

/** Refreshes a resource before it is updated, when the operation says so. */
export function* refreshBeforeUpdate(
  generator: StepGenerator,
  goal: Goal,
  urn: string,
  existing: OldResource,
): ProviderRequests<OldResource> {
  const { old, hasConflict } = existing;
  if (generator.options.refreshes !== "first" || !old || existsInProgramOnly(goal)) return existing;
  // A resource that is deleted with a dependency before its own replacement is not read.
  if (generator.deletes.has(urn) || !generator.selection.includes(old)) return existing;
  generator.refreshes.add(urn);
  const found = yield* executeSteps([refreshStep(old, stateOf(goal, urn, old))]);
  return { old: found, hasConflict };
}

/**
 * A refresh that runs the program reads each resource when the program registers it, with the provider that it has
 * there. `undefined`: generate steps as in an update.
 */
export function* refreshSteps(
  generator: StepGenerator,
  goal: Goal,
  urn: string,
  old: ResourceState | undefined,
): ProviderRequests<Step[] | undefined> {
  const next = stateOf(goal, urn, old);
  const isSkipped = needsSkippedCreate(generator, next);
  if (existsInProgramOnly(goal) && !isSkipped) return undefined;
  if (!old) return skippedCreateSteps(generator, next);
  if (existsInProgramOnly(goal) || !generator.selection.includes(old)) return keptSteps(generator, old);
  generator.refreshes.add(urn);
  // The program does not decide whether the resource is external or tainted.
  const { external, taint } = old;
  const step: RefreshStep = { ...refreshStep(old, next), new: compact({ ...next, external, taint }) };
  return (yield* executeSteps([step])) ? [step] : skippedCreateSteps(generator, next);
}

/** Reads what the program did not register. */
export const generateRefreshes = (generator: StepGenerator): Step[] =>
  generator.base
    .filter((state) => !generator.isOperatedOn(state.urn) && generator.selection.covers(state))
    .map((state) => refreshStep(state));

/**
 * A destroy runs the program for its providers, components and hooks, which are registered as in an update. Other
 * resources stay as they are and are not created if they do not exist. In the end all of them are deleted.
 * `undefined`: generate steps as in an update.
 */
export function destroySteps(
  generator: StepGenerator,
  goal: Goal,
  urn: string,
  old: ResourceState | undefined,
): Step[] | undefined {
  const next = stateOf(goal, urn, old);
  if (needsSkippedCreate(generator, next) || (!existsInProgramOnly(goal) && !old)) {
    generator.skippedCreates.add(urn);
    return [skippedCreateStep(old ? { ...next, outputs: outputsOf(old) } : next)];
  }
  generator.toDelete.add(urn);
  if (existsInProgramOnly(goal) || !old) return undefined;
  generator.sames.add(urn);
  return [sameStep(old, withInputs(next, inputsOf(old)))];
}

/** Whether something that the resource needs does not exist and is not created. */
const needsSkippedCreate = (generator: StepGenerator, next: ResourceState): boolean =>
  needsOf(next).some((urn) => generator.skippedCreates.has(urn));
