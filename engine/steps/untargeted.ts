/** Generates the steps of resources that are not targeted. */
import type { ResourceState } from "../model.ts";
import type { StepGenerator } from "./step-generator.ts";
import { needsOf } from "../resource/state.ts";
import { isSkippedCreate, sameStep, skippedCreateStep } from "./step.ts";
import type { Step } from "./step.ts";
import { parseReference } from "../resource/urn.ts";

/** Old resources are kept unchanged, after their dependencies. New ones are not created; their outputs are unknown. */
export function untargetedSteps(generator: StepGenerator, next: ResourceState, old: ResourceState | undefined): Step[] {
  if (!old) return skippedCreateSteps(generator, next);
  generator.sames.add(next.urn);
  checkProviderRegistered(generator, old);
  return keptSteps(generator, old);
}

export function keptSteps(generator: StepGenerator, old: ResourceState): Step[] {
  // A renamed resource keeps its old URN, which its children may refer to.
  generator.urns.add(old.urn);
  generator.sames.add(old.urn);
  return [...neededSteps(generator, old), sameStep(old)];
}

export function skippedCreateSteps(generator: StepGenerator, next: ResourceState): Step[] {
  generator.sames.add(next.urn);
  generator.skippedCreates.add(next.urn);
  return [skippedCreateStep(next)];
}

/** Bails if the program uses a new provider for the resource, because that would change an untargeted resource. */
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

/** Keeps unregistered dependencies of the resource. Their steps come first, so that they precede it in the state. */
function neededSteps(generator: StepGenerator, old: ResourceState): Step[] {
  return needsOf(old).flatMap((urn) => {
    const needed = generator.old(urn);
    if (!needed || generator.urns.has(urn) || generator.isOperatedOn(urn)) return [];
    generator.urns.add(urn);
    generator.sames.add(urn);
    return [...neededSteps(generator, needed), sameStep(needed)];
  });
}

/** Reports a step whose resource depends on one that is not created. */
export function checkSkippedDependencies(generator: StepGenerator, step: Step): void {
  const { new: next } = step;
  if (!next || isSkippedCreate(step)) return;
  for (const urn of needsOf(next)) {
    // Each resource that is not created is reported once.
    if (!generator.skippedCreates.delete(urn)) continue;
    generator.reportError(
      `Resource '${next.urn}' depends on '${urn}' which was was not specified in --target list.`,
      next.urn,
    );
  }
}
