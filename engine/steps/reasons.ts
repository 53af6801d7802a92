/** Why a resource is to be changed: what the engine itself sees, then what the provider says. */
import type { ResourceState } from "../model.ts";
import { containsUnknown } from "../values.ts";
import type { Value } from "../values.ts";
import { equal, unwrap } from "./compare.ts";
import { difference, replacement, SAME } from "./difference.ts";
import type { Difference } from "./difference.ts";
import type { Generation } from "./generation.ts";
import type { Goal } from "./goal.ts";
import { diff } from "./question.ts";
import type { Asking } from "./question.ts";
import { inputsOf, outputsOf, replaceWithOf } from "./state.ts";
import { parseReference } from "./urn.ts";

/** @param provider to be asked; undefined for components */
export function* differenceFrom(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  provider: string | undefined,
): Asking<Difference> {
  if (!generation.options.preview && containsUnknown(next.replacementTrigger ?? null))
    generation.refuse(`replacement trigger contains unknowns for ${next.urn}`, next.urn);
  if (triggersReplacement(old.replacementTrigger, next.replacementTrigger)) return replacement();
  if (generation.isToReplace(next.urn, old)) return replacement("id");
  if (replaceWithOf(next).some((other) => generation.replaces.has(other))) return replacement("replaceWith");
  if (next.deletedWith !== undefined && generation.replaces.has(next.deletedWith)) return replacement("deletedWith");
  if (yield* changesProvider(generation, old, next)) return replacement("provider");
  if (provider === undefined) return equal(inputsOf(old), inputsOf(next)) ? SAME : { ...SAME, changed: true };
  const { ignoreChanges: ignoredPaths, replaceOnChanges } = goal;
  const found = yield* difference({
    urn: next.urn,
    provider,
    old,
    newInputs: inputsOf(next),
    ignored: ignoredPaths,
    replaceOnChanges,
    unknowns: generation.options.preview,
  });
  const { warning } = found;
  if (warning !== undefined) generation.diagnose({ urn: next.urn, severity: "warning", message: warning });
  return found;
}

/** An unknown trigger always is one; one that appears or goes is none. */
function triggersReplacement(before: Value | undefined = null, after: Value | undefined = null): boolean {
  if (containsUnknown(before) || containsUnknown(after)) return true;
  if (before === null || after === null) return false;
  return !equal(unwrap(before), unwrap(after));
}

/**
 * Whether another provider manages the resource from now on that cannot go on with it. The new provider tells, by
 * comparing the two configurations; one that cannot tell goes on.
 */
function* changesProvider(generation: Generation, old: ResourceState, next: ResourceState): Asking<boolean> {
  if (old.provider === next.provider) return false;
  if (!old.provider || !next.provider) return true;
  const [{ urn: before, id }, { urn: after }] = [parseReference(old.provider), parseReference(next.provider)];
  if (generation.aliased.get(before) === after) return false;
  // By its ID: it may be replaced by now, and the new one goes by the same URN.
  const oldProvider = generation.base.find((state) => state.urn === before && state.id === id);
  const newProvider = generation.news.get(after);
  if (!oldProvider || !newProvider) return true;
  const answer = yield* diff({
    urn: after,
    type: newProvider.type,
    provider: next.provider,
    id: oldProvider.id ?? "",
    oldInputs: inputsOf(oldProvider),
    oldOutputs: outputsOf(oldProvider),
    newInputs: inputsOf(newProvider),
    ignoreChanges: [],
    unknowns: true,
  });
  const details = Object.values(answer.detailed ?? {});
  return answer.replaces.length > 0 || details.some(({ diffKind }) => diffKind.endsWith("-replace"));
}
