/** The steps of a replacement, in both orders. */
import type { ResourceState } from "../model.ts";
import type { Goal } from "../resource/goal.ts";
import { inputsOf, providerUrnOf, replaceWithOf } from "../resource/state.ts";
import { isProviderType } from "../resource/urn.ts";
import { own, UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { deleteStep } from "./delete.ts";
import { difference, SAME } from "./diff.ts";
import type { Difference } from "./diff.ts";
import type { Asking } from "./provider-requests.ts";
import type { Generation } from "./step-generator.ts";
import type { Step } from "./step.ts";

/** before-delete: the new one is there before the old one goes, at the end of the deployment. */
export type ReplacementOrder = "before-delete" | "after-delete";

export function createSteps(
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  order: ReplacementOrder,
): [Step, Step] {
  const { urn, type } = next;
  const common = {
    urn,
    type,
    ...(next.provider ? { provider: next.provider } : {}),
    old,
    new: next,
  };
  const why = {
    ...(found.keys.length > 0 ? { keys: found.keys } : {}),
    ...(found.diffs.length > 0 ? { diffs: found.diffs } : {}),
    ...(found.detailed ? { detailedDiff: found.detailed } : {}),
  };
  const leavesOld = order === "before-delete";
  const create: Step = { op: "create-replacement", ...common, ...why, logical: false, leavesOld };
  const replace: Step = { op: "replace", ...common, ...why, logical: true };
  return leavesOld ? [create, replace] : [replace, create];
}

/** For a resource that went in a cascade. Its `replace` blames nothing: what has changed is not its own. */
export function recreateSteps(generation: Generation, old: ResourceState, next: ResourceState): Step[] {
  const keys = generation.cascadeKeys.get(next.urn) ?? [];
  const [{ keys: _, ...replace }, create] = createSteps(old, next, { ...SAME, keys }, "after-delete");
  const deletion = generation.cascadeSteps.get(next.urn);
  return [deletion ? { ...replace, after: [deletion] } : replace, create];
}

export function* replaceSteps(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
): Asking<Step[]> {
  if (!(goal.deleteBeforeReplace ?? found.deleteBeforeReplace)) return createSteps(old, next, found, "before-delete");
  // While it is gone, so is what is deleted with it.
  if (!old.pendingReplacement) generation.deletes.add(old.urn);
  const deletions = yield* cascade(generation, old);
  const after = otherCascades(generation, old).filter((step) => !deletions.includes(step));
  // An old one that is pending replacement has been deleted before; its entry goes when the new one is made.
  if (!old.pendingReplacement) {
    deletions.push(deleteStep(generation, old, { replaced: true, beforeReplacement: true }));
  }
  const [first] = deletions;
  if (first && after.length > 0) first.after = after;
  return [...deletions, ...createSteps(old, next, found, "after-delete")];
}

/** Deletions of dependents, those that depend on others first. */
export function* cascade(generation: Generation, root: ResourceState): Asking<Step[]> {
  let dependents = yield* replacedDependents(generation, root);
  // What was registered while the provider was asked is no dependent any more, and decides for itself.
  while (dependents.some(({ state }) => generation.seen.has(state.urn))) {
    dependents = yield* replacedDependents(generation, root);
  }
  const condemned = dependents.reverse().filter(({ state }) => !generation.cascaded.has(state));
  for (const { state } of condemned) generation.deletes.add(state.urn);
  const steps: Step[] = [];
  for (const { state, keys } of condemned) {
    generation.cascadeKeys.set(state.urn, keys);
    if (state.protect && !state.delete && !generation.options.ignoreProtect) {
      generation.refuse(
        `unable to replace resource "${state.urn}" as part of replacing "${root.urn}" as it is currently marked for protection. To unprotect ` +
          "the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:\n" +
          `\`pulumi state unprotect '${state.urn}'\``,
        state.urn,
      );
    }
    const step = deleteStep(generation, state, state.delete ? {} : { replaced: true, beforeReplacement: true });
    steps.push(step);
    generation.cascadeSteps.set(state.urn, step);
    generation.cascaded.add(state);
  }
  return steps;
}

/** Deletions that do not come to be after all: what they were to take stays, and decides for itself. */
export function spare(generation: Generation, steps: readonly Step[]): void {
  for (const { urn, old, beforeReplacement } of steps) {
    if (!old || !(beforeReplacement || generation.cascaded.has(old))) continue;
    generation.deletes.delete(urn);
    generation.cascaded.delete(old);
    generation.cascadeSteps.delete(urn);
    generation.cascadeKeys.delete(urn);
  }
}

/** Deletions that other cascades have begun, of resources that depend on this one too. */
export function otherCascades(generation: Generation, root: ResourceState): Step[] {
  if (generation.cascadeSteps.size === 0) return [];
  const dependents = generation.graph.dependentsOf(root, new Set(), true);
  return dependents.flatMap(({ urn }) => generation.cascadeSteps.get(urn) ?? []);
}

interface Dependent {
  state: ResourceState;
  keys: string[];
}

/** Each after what it depends on. */
export function* replacedDependents(generation: Generation, root: ResourceState): Asking<Dependent[]> {
  const replaced = new Set([root.urn]);
  const found: Dependent[] = [];
  // What was registered before the root cannot depend on it any more, whatever the old state says.
  const registered = new Set([...generation.seen, ...generation.deletes].filter((urn) => urn !== root.urn));
  for (const state of generation.graph.dependentsOf(root, registered, false)) {
    const keys = yield* reasonsToReplace(state, replaced);
    if (!keys) continue;
    found.push({ state, keys });
    replaced.add(state.urn);
  }
  for (const state of generation.olds()) {
    const follows = replaceWithOf(state).includes(root.urn) || state.deletedWith === root.urn;
    if (follows && !replaced.has(state.urn) && !registered.has(state.urn)) found.push({ state, keys: [] });
  }
  return found;
}

/** undefined: it can stay. */
function* reasonsToReplace(state: ResourceState, replaced: ReadonlySet<string>): Asking<string[] | undefined> {
  if (!state.custom || state.external) return undefined;
  const provider = providerUrnOf(state);
  if (provider !== undefined && replaced.has(provider)) return [];
  if (state.deletedWith !== undefined && replaced.has(state.deletedWith)) return [];
  const inputs: Properties = {};
  let affected = false;
  for (const [key, value] of Object.entries(inputsOf(state))) {
    const unknown = (own(state.propertyDependencies, key) ?? []).some((urn) => replaced.has(urn));
    inputs[key] = unknown ? UNKNOWN.string : value;
    affected ||= unknown;
  }
  if (!affected) return undefined;
  const found = yield* difference({
    urn: state.urn,
    provider: isProviderType(state.type) ? state.urn : (state.provider as string),
    old: { ...state, initErrors: [] },
    newInputs: inputs,
    ignored: state.ignoreChanges ?? [],
    replaceOnChanges: state.replaceOnChanges ?? [],
    unknowns: true,
  });
  return found.replaces ? found.keys : undefined;
}
