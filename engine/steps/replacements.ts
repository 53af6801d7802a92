/** The steps of a replacement, in both orders. */
import type { ResourceState } from "../model.ts";
import type { Goal } from "../resource/goal.ts";
import { inputsOf, providerUrnOf, replaceWithOf } from "../resource/state.ts";
import { isProviderType } from "../resource/urn.ts";
import { own, UNKNOWN } from "../values.ts";
import type { Properties } from "../values.ts";
import { deleteStep } from "./delete.ts";
import { difference, reasonsOf, SAME } from "./diff.ts";
import type { Difference } from "./diff.ts";
import type { ProviderRequests } from "./provider-requests.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { CreateReplacementStep, DeleteStep, ReplaceStep, Step } from "./step.ts";

/** before-delete: the new resource is created first, and the old one is deleted at the end of the deployment. */
export type ReplacementOrder = "before-delete" | "after-delete";

/** The two steps of a replacement that name the new resource. */
interface Replacement {
  create: CreateReplacementStep;
  replace: ReplaceStep;
}

function replacementOf(
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  pendingDelete: boolean,
): Replacement {
  const { urn, type, provider } = next;
  const common = { urn, type, provider, old, new: next, ...reasonsOf(found) };
  return {
    create: { op: "create-replacement", ...common, logical: false, pendingDelete },
    replace: { op: "replace", ...common, logical: true },
  };
}

export function createReplacementSteps(
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  order: ReplacementOrder,
): Step[] {
  const { create, replace } = replacementOf(old, next, found, order === "before-delete");
  return order === "before-delete" ? [create, replace] : [replace, create];
}

/**
 * For a resource that was deleted because a dependency is replaced. Its `replace` step names no keys, because no
 * property of its own has changed.
 */
export function recreateSteps(generator: StepGenerator, old: ResourceState, next: ResourceState): Step[] {
  const keys = generator.dependentReplaceKeys.get(next.urn) ?? [];
  const { create, replace } = replacementOf(old, next, { ...SAME, keys }, false);
  const deletion = generator.dependentDeletes.get(next.urn);
  return [{ ...replace, keys: undefined, after: deletion ? [deletion] : undefined }, create];
}

export function* replaceSteps(
  generator: StepGenerator,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
): ProviderRequests<Step[]> {
  if (!(goal.deleteBeforeReplace ?? found.deleteBeforeReplace))
    return createReplacementSteps(old, next, found, "before-delete");
  // While the resource does not exist, neither do those that are deleted with it.
  if (!old.pendingReplacement) generator.deletes.add(old.urn);
  const deletions: Step[] = yield* deleteDependents(generator, old);
  const after = otherDependentDeletes(generator, old).filter((step) => !deletions.includes(step));
  // A resource that is pending replacement is deleted already; its entry goes when the new one is created.
  if (!old.pendingReplacement) {
    deletions.push(deleteStep(generator, old, { replaced: true, pendingReplace: true }));
  }
  const [first] = deletions;
  if (first && after.length > 0) first.after = after;
  return [...deletions, ...createReplacementSteps(old, next, found, "after-delete")];
}

/**
 * Delete-before-replace deletes dependents too: while the old resource is deleted and the new one not yet created, a
 * dependent that would have to be replaced anyway must not exist. Its provider decides, given unknown values for the
 * affected inputs. Dependents come before what they depend on.
 */
function* deleteDependents(generator: StepGenerator, root: ResourceState): ProviderRequests<DeleteStep[]> {
  let dependents = yield* dependentReplacements(generator, root);
  // A resource that was registered meanwhile is no longer a dependent: its own registration decides.
  while (dependents.some(({ state }) => generator.urns.has(state.urn))) {
    dependents = yield* dependentReplacements(generator, root);
  }
  const toReplace = dependents.reverse().filter(({ state }) => !generator.pendingDeletes.has(state));
  for (const { state } of toReplace) generator.deletes.add(state.urn);
  const steps: DeleteStep[] = [];
  for (const { state, keys } of toReplace) {
    generator.dependentReplaceKeys.set(state.urn, keys);
    if (state.protect && !state.delete && !generator.options.ignoreProtect) {
      generator.reportAndBail(
        `unable to replace resource "${state.urn}" as part of replacing "${root.urn}" as it is currently marked for protection. To unprotect ` +
          "the resource, remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, or use the command:\n" +
          `\`pulumi state unprotect '${state.urn}'\``,
        state.urn,
      );
    }
    const step = deleteStep(generator, state, state.delete ? {} : { replaced: true, pendingReplace: true });
    steps.push(step);
    generator.dependentDeletes.set(state.urn, step);
    generator.pendingDeletes.add(state);
  }
  return steps;
}

/** Takes back deletions that will not run: the registrations of their resources decide after all. */
export function cancelDeletes(generator: StepGenerator, steps: readonly Step[]): void {
  for (const step of steps) {
    const { urn, old } = step;
    const isPending = "pendingReplace" in step && step.pendingReplace;
    if (!old || !(isPending || generator.pendingDeletes.has(old))) continue;
    generator.deletes.delete(urn);
    generator.pendingDeletes.delete(old);
    generator.dependentDeletes.delete(urn);
    generator.dependentReplaceKeys.delete(urn);
  }
}

/** Deletions that other replacements have begun, of resources that depend on this one too. */
function otherDependentDeletes(generator: StepGenerator, root: ResourceState): Step[] {
  if (generator.dependentDeletes.size === 0) return [];
  const dependents = generator.graph.dependentsOf(root, new Set(), true);
  return dependents.flatMap(({ urn }) => generator.dependentDeletes.get(urn) ?? []);
}

interface Dependent {
  state: ResourceState;
  keys: string[];
}

/** Dependents that must be replaced too, each after what it depends on. */
export function* dependentReplacements(generator: StepGenerator, root: ResourceState): ProviderRequests<Dependent[]> {
  const replaced = new Set([root.urn]);
  const found: Dependent[] = [];
  // A resource that was registered before the root no longer depends on it, whatever the old state says.
  const registered = new Set([...generator.urns, ...generator.deletes].filter((urn) => urn !== root.urn));
  for (const state of generator.graph.dependentsOf(root, registered, false)) {
    const keys = yield* keysToReplace(state, replaced);
    if (!keys) continue;
    found.push({ state, keys });
    replaced.add(state.urn);
  }
  for (const state of generator.olds()) {
    const follows = replaceWithOf(state).includes(root.urn) || state.deletedWith === root.urn;
    if (follows && !replaced.has(state.urn) && !registered.has(state.urn)) found.push({ state, keys: [] });
  }
  return found;
}

/** `undefined`: the resource can stay. */
function* keysToReplace(state: ResourceState, replaced: ReadonlySet<string>): ProviderRequests<string[] | undefined> {
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
