/** Why a resource is to be changed: what the engine itself sees, then what the provider says. */
import type { ResourceState } from "../model.ts";
import { isObject, isUnknown } from "../values.ts";
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
  if (triggersReplacement(old.replacementTrigger, next.replacementTrigger)) return replacement();
  if (generation.selection.replaces(next.urn)) return replacement("id");
  if (replaceWithOf(next).some((other) => generation.replaces.has(other))) return replacement("replaceWith");
  if (next.deletedWith !== undefined && generation.replaces.has(next.deletedWith)) return replacement("deletedWith");
  if (yield* changesProvider(generation, old, next)) return replacement("provider");
  if (provider === undefined) return equal(inputsOf(old), inputsOf(next)) ? SAME : { ...SAME, changed: true };
  const { ignoreChanges: ignoredPaths, replaceOnChanges } = goal;
  return yield* difference({
    urn: next.urn,
    provider,
    old,
    newInputs: inputsOf(next),
    ignored: ignoredPaths,
    replaceOnChanges,
    unknowns: generation.options.preview,
  });
}

/** An unknown trigger always is one; one that appears or goes is none. */
function triggersReplacement(before: Value | undefined = null, after: Value | undefined = null): boolean {
  if (holdsUnknown(before) || holdsUnknown(after)) return true;
  if (before === null || after === null) return false;
  return !equal(unwrap(before), unwrap(after));
}

function holdsUnknown(value: Value): boolean {
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isUnknown(value) || (isObject(value) && Object.values(value).some(holdsUnknown));
}

/**
 * Whether another provider manages the resource from now on that cannot go on with it. The new provider tells, by
 * comparing the two configurations; one that cannot tell goes on.
 */
function* changesProvider(generation: Generation, old: ResourceState, next: ResourceState): Asking<boolean> {
  if (old.provider === next.provider) return false;
  if (!old.provider || !next.provider) return true;
  const [before, after] = [parseReference(old.provider).urn, parseReference(next.provider).urn];
  if (generation.aliased.get(before) === after) return false;
  const [oldProvider, newProvider] = [generation.old(before), generation.news.get(after)];
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
