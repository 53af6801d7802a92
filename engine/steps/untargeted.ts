/** Resources that the operation is not about: they stay as they are, unchecked. */
import type { ResourceState } from "../model.ts";
import type { Generation } from "./generation.ts";
import { dependenciesOf, providerUrnOf } from "./state.ts";
import type { Step } from "./step.ts";

/** Old ones are kept, after what they need; new ones are not made, and what reads their outputs finds them unknown. */
export function untargetedSteps(generation: Generation, next: ResourceState, old: ResourceState | undefined): Step[] {
  generation.sames.add(next.urn);
  if (old) return [...neededSteps(generation, old), sameStep(old)];
  generation.skippedCreates.add(next.urn);
  return [{ op: "same", urn: next.urn, type: next.type, new: next, logical: true, skippedCreate: true }];
}

export const sameStep = (old: ResourceState): Step => ({
  op: "same",
  urn: old.urn,
  type: old.type,
  ...(old.provider ? { provider: old.provider } : {}),
  old,
  new: old,
  logical: true,
  untargeted: true,
});

/** What the program no longer registers is still needed by what stays, and comes before it in the state. */
function neededSteps(generation: Generation, old: ResourceState): Step[] {
  const provider = providerUrnOf(old);
  const needs = [...dependenciesOf(old), ...(old.parent ? [old.parent] : []), ...(provider ? [provider] : [])];
  return needs.flatMap((urn) => {
    const needed = generation.old(urn);
    if (!needed || generation.seen.has(urn) || generation.isOperatedOn(urn)) return [];
    generation.seen.add(urn);
    generation.sames.add(urn);
    return [...neededSteps(generation, needed), sameStep(needed)];
  });
}

/** A step that would use a resource that is not made is refused. */
export function refuseSkippedDependencies(generation: Generation, state: ResourceState): void {
  for (const urn of dependenciesOf(state)) {
    if (!generation.skippedCreates.has(urn)) continue;
    generation.refuse(
      `Resource '${state.urn}' depends on '${urn}' which was not specified in --target list.`,
      state.urn,
    );
  }
}
