/** Generates the steps of registrations for a refresh or a destroy that runs the program. */
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

/** Refreshes a resource before it is updated, if the operation requests it. */
export function* refreshBeforeUpdate(
  generator: StepGenerator,
  goal: Goal,
  urn: string,
  existing: OldResource,
): ProviderRequests<OldResource> {
  const { old, hasConflict } = existing;
  if (generator.options.refreshes !== "first" || !old || existsInProgramOnly(goal)) return existing;
  // A resource that was deleted because a dependency is replaced no longer exists.
  if (generator.deletes.has(urn) || !generator.selection.includes(old)) return existing;
  generator.refreshes.add(urn);
  const found = yield* executeSteps([refreshStep(old, stateOf(goal, urn, old))]);
  return { old: found, hasConflict };
}

/**
 * A refresh that runs the program reads each resource when the program registers it, with the registered provider.
 * Returns `undefined` if steps must be generated as for an update.
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
  // `external` and `taint` are not part of a registration, so they are kept from the state.
  const { external, taint } = old;
  const step: RefreshStep = { ...refreshStep(old, next), new: compact({ ...next, external, taint }) };
  return (yield* executeSteps([step])) ? [step] : skippedCreateSteps(generator, next);
}

/** Refresh steps of resources that the program did not register. */
export const generateRefreshes = (generator: StepGenerator): Step[] =>
  generator.base
    .filter((state) => !generator.isOperatedOn(state.urn) && generator.selection.covers(state))
    .map((state) => refreshStep(state));

/**
 * A destroy runs the program for its providers, components and hooks, which are registered as in an update. Other
 * resources are not changed, and not created if they do not exist. All of them are deleted at the end of the
 * deployment. Returns `undefined` if steps must be generated as for an update.
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

/** Whether the resource depends on one that does not exist and is not created. */
const needsSkippedCreate = (generator: StepGenerator, next: ResourceState): boolean =>
  needsOf(next).some((urn) => generator.skippedCreates.has(urn));
