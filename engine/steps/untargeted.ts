/** Resources that are not targeted: they stay as they are, unchecked. */
import type { ResourceState } from "../model.ts";
import type { StepGenerator } from "./step-generator.ts";
import { needsOf } from "../resource/state.ts";
import { isSkippedCreate, sameStep, skippedCreateStep } from "./step.ts";
import type { Step } from "./step.ts";
import { parseReference } from "../resource/urn.ts";

/** Old resources are kept, after what they need; new ones are not created, and their outputs are unknown. */
export function untargetedSteps(generator: StepGenerator, next: ResourceState, old: ResourceState | undefined): Step[] {
  if (!old) return skippedCreateSteps(generator, next);
  generator.sames.add(next.urn);
  checkProviderRegistered(generator, old);
  return keptSteps(generator, old);
}

export function keptSteps(generator: StepGenerator, old: ResourceState): Step[] {
  // A renamed resource keeps its old URN, under which it may be a parent.
  generator.urns.add(old.urn);
  generator.sames.add(old.urn);
  return [...neededSteps(generator, old), sameStep(old)];
}

export function skippedCreateSteps(generator: StepGenerator, next: ResourceState): Step[] {
  generator.sames.add(next.urn);
  generator.skippedCreates.add(next.urn);
  return [skippedCreateStep(next)];
}

/** Bails if the program now uses another provider for the resource, because that would be a change to it. */
function checkProviderRegistered(generator: StepGenerator, { urn, provider }: ResourceState): void {
  const providerUrn = provider === undefined ? undefined : parseReference(provider).urn;
  if (providerUrn === undefined) return;
  const current = generator.aliased.get(providerUrn) ?? providerUrn;
  if (generator.news.has(current) && !generator.replaces.has(current)) return;
  generator.reportAndBail(
    `provider ${provider} for resource ${urn} has not been registered yet, this is due to a change of providers mixed with --target. ` +
      "Change your program back to the original providers",
  );
}

/** Keeps what the resource needs although the program no longer registers it; it comes before it in the state. */
function neededSteps(generator: StepGenerator, old: ResourceState): Step[] {
  return needsOf(old).flatMap((urn) => {
    const needed = generator.old(urn);
    if (!needed || generator.urns.has(urn) || generator.isOperatedOn(urn)) return [];
    generator.urns.add(urn);
    generator.sames.add(urn);
    return [...neededSteps(generator, needed), sameStep(needed)];
  });
}

/** Reports a step that would use a resource that is not created. */
export function checkSkippedDependencies(generator: StepGenerator, step: Step): void {
  const { new: next } = step;
  if (!next || isSkippedCreate(step)) return;
  for (const urn of needsOf(next)) {
    // One report for each resource that is not created.
    if (!generator.skippedCreates.delete(urn)) continue;
    generator.reportError(
      `Resource '${next.urn}' depends on '${urn}' which was was not specified in --target list.`,
      next.urn,
    );
  }
}
