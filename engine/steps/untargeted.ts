/** Resources that the operation is not about: they stay as they are, unchecked. */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./step-generator.ts";
import { needsOf } from "../resource/state.ts";
import type { Step } from "./step.ts";
import { parseReference } from "../resource/urn.ts";

/** Old ones are kept, after what they need; new ones are not made, and what reads their outputs finds them unknown. */
export function untargetedSteps(generation: Generation, next: ResourceState, old: ResourceState | undefined): Step[] {
  if (!old) return skippedCreateSteps(generation, next);
  generation.sames.add(next.urn);
  refuseUnregisteredProvider(generation, old);
  return keptSteps(generation, old);
}

export function keptSteps(generation: Generation, old: ResourceState): Step[] {
  // One that goes by another name now keeps its old one, and is a parent under it.
  generation.seen.add(old.urn);
  generation.sames.add(old.urn);
  return [...neededSteps(generation, old), sameStep(old)];
}

export function skippedCreateSteps(generation: Generation, next: ResourceState): Step[] {
  generation.sames.add(next.urn);
  generation.skippedCreates.add(next.urn);
  return [skippedCreateStep(next)];
}

export const skippedCreateStep = (next: ResourceState): Step => ({
  op: "same",
  urn: next.urn,
  type: next.type,
  new: next,
  logical: true,
  skippedCreate: true,
});

export const sameStep = (old: ResourceState, next = old): Step => ({
  op: "same",
  urn: next.urn,
  type: next.type,
  ...(next.provider ? { provider: next.provider } : {}),
  old,
  new: next,
  logical: true,
  untargeted: true,
});

/** The program has come to use another provider for it, which is a change that the operation is not about. */
function refuseUnregisteredProvider(generation: Generation, { urn, provider }: ResourceState): void {
  const providerUrn = provider === undefined ? undefined : parseReference(provider).urn;
  if (providerUrn === undefined) return;
  const current = generation.aliased.get(providerUrn) ?? providerUrn;
  if (generation.news.has(current) && !generation.replaces.has(current)) return;
  generation.refuse(
    `provider ${provider} for resource ${urn} has not been registered yet, this is due to a change of providers mixed with --target. ` +
      "Change your program back to the original providers",
  );
}

/** What the program no longer registers is still needed by what stays, and comes before it in the state. */
function neededSteps(generation: Generation, old: ResourceState): Step[] {
  return needsOf(old).flatMap((urn) => {
    const needed = generation.old(urn);
    if (!needed || generation.seen.has(urn) || generation.isOperatedOn(urn)) return [];
    generation.seen.add(urn);
    generation.sames.add(urn);
    return [...neededSteps(generation, needed), sameStep(needed)];
  });
}

/** A step that would use a resource that is not made is refused. */
export function refuseSkippedDependencies(generation: Generation, { new: next, skippedCreate }: Step): void {
  if (!next || skippedCreate) return;
  for (const urn of needsOf(next)) {
    // Said once for each resource that is not made.
    if (!generation.skippedCreates.delete(urn)) continue;
    generation.complain(
      `Resource '${next.urn}' depends on '${urn}' which was was not specified in --target list.`,
      next.urn,
    );
  }
}
