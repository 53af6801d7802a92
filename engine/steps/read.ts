/** `Resource.get`: reads a resource that somebody else owns. */
import { findOld } from "./aliases.ts";
import type { Generation } from "./generation.ts";
import type { ReadGoal } from "./goal.ts";
import { claimUrn } from "./register.ts";
import { stateOfRead } from "./state.ts";
import type { Step } from "./step.ts";

export function readSteps(generation: Generation, goal: ReadGoal): Step[] {
  const urn = claimUrn(generation, goal);
  const { old } = findOld(generation, { ...goal, aliases: [] }, urn);
  const next = stateOfRead(goal, urn);
  const common = {
    urn,
    type: goal.type,
    ...(next.provider ? { provider: next.provider } : {}),
    ...(old ? { old } : {}),
    new: next,
  };
  // A resource of ours that is only read from now on is replaced, unless it is the very one that is read.
  if (old && !old.external && old.id !== goal.id) {
    generation.replaces.add(urn);
    return [
      { op: "read-replacement", ...common, logical: false },
      { op: "replace", ...common, logical: true },
    ];
  }
  if (generation.options.destroys) generation.leaving.add(urn);
  generation.reads.add(urn);
  return [{ op: "read", ...common, logical: true }];
}
