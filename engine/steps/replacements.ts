/** Generates the steps of replacements: create before delete, or delete before create. */
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

/** before-delete: create the new resource now, and delete the old one at the end of the deployment. */
type CreateOrder = "before-delete" | "after-delete";

/** The two steps of a replacement that have the new resource as `new`. */
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
  order: CreateOrder,
): Step[] {
  const { create, replace } = replacementOf(old, next, found, order === "before-delete");
  return order === "before-delete" ? [create, replace] : [replace, create];
}

/**
 * The steps of a resource that was deleted because a dependency is replaced. Its `replace` step has no keys, because
 * none of its own properties has changed.
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
  // Resources that are deletedWith this one are deleted without their provider.
  if (!old.pendingReplacement) generator.deletes.add(old.urn);
  const deletions: Step[] = yield* deleteDependents(generator, old);
  const after = otherDependentDeletes(generator, old).filter((step) => !deletions.includes(step));
  // A resource that is pending replacement is deleted already; its record is removed when the new one is created.
  if (!old.pendingReplacement) {
    deletions.push(deleteStep(generator, old, { replaced: true, pendingReplace: true }));
  }
  const [first] = deletions;
  if (first && after.length > 0) first.after = after;
  return [...deletions, ...createReplacementSteps(old, next, found, "after-delete")];
}

/**
 * Delete-before-replace also deletes dependents that must be replaced, because they must not exist while the resource
 * does not. Each dependent's provider decides whether it must be replaced, given unknown values for the affected
 * inputs. Returns dependents before their dependencies.
 */
function* deleteDependents(generator: StepGenerator, root: ResourceState): ProviderRequests<DeleteStep[]> {
  let dependents = yield* dependentReplacements(generator, root);
  // A dependent that was registered during the calls is handled by its own registration.
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

/** Cancels deletes that will not run, so that the registrations of their resources are handled as usual. */
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

/** Deletes of dependents of this resource that other replacements have generated. */
function otherDependentDeletes(generator: StepGenerator, root: ResourceState): Step[] {
  if (generator.dependentDeletes.size === 0) return [];
  const dependents = generator.graph.dependentsOf(root, new Set(), true);
  return dependents.flatMap(({ urn }) => generator.dependentDeletes.get(urn) ?? []);
}

interface Dependent {
  state: ResourceState;
  keys: string[];
}

/** Dependents that must be replaced too, each after its dependencies. */
export function* dependentReplacements(generator: StepGenerator, root: ResourceState): ProviderRequests<Dependent[]> {
  const replaced = new Set([root.urn]);
  const found: Dependent[] = [];
  // A resource that was registered before the root cannot depend on it any more, even if its old state does.
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

/** The properties that force a replacement; `undefined` if the resource need not be replaced. */
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
