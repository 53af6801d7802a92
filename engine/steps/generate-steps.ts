/** Generates the steps of a registration. */
import type { ResourceState } from "../model.ts";
import { unwrap } from "../resource/compare.ts";
import type { Goal, ReadGoal } from "../resource/goal.ts";
import { inputsOf, stateOf, stateOfRead } from "../resource/state.ts";
import { isProviderType, makeUrn } from "../resource/urn.ts";
import { isSecret } from "../values.ts";
import type { Value } from "../values.ts";
import { findOld } from "./aliases.ts";
import type { OldResource } from "./aliases.ts";
import { checkInputs, processIgnoreChanges, withInputs } from "./check-inputs.ts";
import { diffResource, reasonsOf, SAME } from "./diff.ts";
import type { Difference } from "./diff.ts";
import { executeSteps } from "./provider-requests.ts";
import type { ProviderRequests } from "./provider-requests.ts";
import { destroySteps, refreshBeforeUpdate, refreshSteps } from "./refresh-and-destroy.ts";
import { createReplacementSteps, recreateSteps, replaceSteps } from "./replacements.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { Step } from "./step.ts";
import { checkSkippedDependencies, untargetedSteps } from "./untargeted.ts";

/** Makes the URN of a registration. Bails if it is registered already, or if its parent is not. */
function generateUrn(generator: StepGenerator, goal: { parent?: string; type: string; name: string }): string {
  const { stack, project } = generator.options;
  if (goal.parent !== undefined && !generator.urns.has(goal.parent)) {
    generator.reportAndBail(`could not find parent resource ${goal.parent}`);
  }
  const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
  if (generator.urns.has(urn))
    generator.reportAndBail(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
  generator.urns.add(urn);
  return urn;
}

export function* generateSteps(generator: StepGenerator, goal: Goal): ProviderRequests<Step[]> {
  const urn = generateUrn(generator, goal);
  const existing = yield* refreshBeforeUpdate(generator, goal, urn, findOld(generator, goal, urn));
  const { destroys, refreshes } = generator.options;
  const special = destroys
    ? destroySteps(generator, goal, urn, existing.old)
    : refreshes === "only"
      ? yield* refreshSteps(generator, goal, urn, existing.old)
      : undefined;
  if (special) return special;
  const steps = yield* stepsFor(generator, goal, urn, existing);
  for (const step of steps) checkSkippedDependencies(generator, step);
  return steps;
}

function* stepsFor(generator: StepGenerator, goal: Goal, urn: string, existing: OldResource): ProviderRequests<Step[]> {
  const { old, hasConflict } = existing;
  if (!isImport(goal, old)) return yield* managedSteps(generator, goal, existing, stateOf(goal, urn, old));
  const recreating = generator.deletes.has(urn);
  const imported = yield* importSteps(generator, recreating ? undefined : old, stateOf(goal, urn, undefined));
  const { state } = imported;
  const registered = { ...stateOf(goal, urn, state), importID: goal.importId };
  const more = yield* managedSteps(generator, goal, { old: state, hasConflict }, registered);
  // No more steps if the imported resource equals the registered one.
  return more.every(({ op }) => op === "same") ? imported.steps : [...imported.steps, ...more];
}

function* managedSteps(
  generator: StepGenerator,
  goal: Goal,
  { old, hasConflict }: OldResource,
  registered: ResourceState,
): ProviderRequests<Step[]> {
  const { urn } = registered;
  // The resource was deleted because a dependency is replaced, so it must be created again.
  const recreating = generator.deletes.has(urn);
  const replacing = old !== undefined && generator.isTargetedReplace(urn, old);
  const keepsDefaults = old !== undefined && !old.external && !recreating && !replacing;
  const provider = providerFor(goal, urn);
  let next = registered;
  const isIncluded = generator.selection.includes(next);
  if (isIncluded && old)
    next = withInputs(next, processIgnoreChanges(generator, urn, goal.inputs, inputsOf(old), goal.ignoreChanges));
  if (isIncluded && provider !== undefined) {
    const inputs = yield* checkInputs(generator, goal, next, provider, keepsDefaults ? old : undefined);
    next = withInputs(next, inputs);
  }
  if (hasConflict) generator.bail(`resource ${urn} is invalid`);
  if (!isIncluded) return untargetedSteps(generator, next, old);
  generator.news.set(urn, next);
  if (recreating && old) {
    generator.deletes.delete(urn);
    generator.replaces.add(urn);
    return recreateSteps(generator, old, next);
  }
  if (old?.external) {
    generator.creates.add(urn);
    return createReplacementSteps(old, next, SAME, "before-delete");
  }
  if (old) {
    const found = yield* diffResource(generator, goal, old, next, provider);
    return yield* stepsFromDifference(generator, goal, old, next, found, provider);
  }
  generator.creates.add(urn);
  return [{ op: "create", urn, type: goal.type, provider: next.provider, new: next, logical: true }];
}

/** The provider that checks and diffs the resource. A provider resource is its own provider; a component has none. */
function providerFor(goal: Goal, urn: string): string | undefined {
  if (!goal.custom) return undefined;
  return isProviderType(goal.type) ? urn : goal.provider;
}

function* stepsFromDifference(
  generator: StepGenerator,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  provider: string | undefined,
): ProviderRequests<Step[]> {
  const { urn, type } = next;
  if ((found.changed && found.replaces) || old.pendingReplacement) {
    checkReplacement(generator, goal, old, next, found);
    generator.replaces.add(urn);
    // Defaults that Check computed for the old resource must not apply to the new one.
    const recomputes = provider !== undefined && !generator.isTargetedReplace(urn, old);
    const inputs = recomputes ? yield* checkInputs(generator, goal, next, provider, undefined) : inputsOf(next);
    return yield* replaceSteps(generator, goal, old, withInputs(next, inputs), found);
  }
  // A resource that failed to initialize is updated even if nothing has changed.
  if (found.changed || (old.initErrors?.length ?? 0) > 0) {
    generator.updates.add(urn);
    const { diffs, detailedDiff } = reasonsOf(found);
    return [{ op: "update", urn, type, provider: next.provider, old, new: next, diffs, detailedDiff, logical: true }];
  }
  generator.sames.add(urn);
  return [{ op: "same", urn, type, provider: next.provider, old, new: next, logical: true }];
}

function checkReplacement(
  generator: StepGenerator,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  { keys }: Difference,
): void {
  if (old.protect && next.protect && !generator.options.ignoreProtect) {
    generator.reportError(
      `unable to replace resource "${next.urn}"\nas it is currently marked for protection. To unprotect the resource, remove the ` +
        "`protect` flag from the resource in your Pulumi program and run `pulumi up`",
      next.urn,
    );
  }
  if (goal.importId === undefined) return;
  const changes = keys.map((key) => `${key}: ${shown(inputsOf(old)[key])} => ${shown(inputsOf(next)[key])}`);
  const message =
    "previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program;\n" +
    changes.join("\n");
  if (!generator.options.preview) generator.reportAndBail(message, next.urn);
  generator.diagnose({ urn: next.urn, severity: "warning", message });
}

const shown = (value: Value | undefined): string =>
  value === undefined ? "{<nil>}" : isSecret(value) ? "[secret]" : JSON.stringify(unwrap(value));

/** `Resource.get`: reads a resource that the program does not manage. */
export function generateReadSteps(generator: StepGenerator, goal: ReadGoal): Step[] {
  const urn = generateUrn(generator, goal);
  const { old } = findOld(generator, { ...goal, aliases: [] }, urn);
  const next = stateOfRead(goal, urn);
  const common = { urn, type: goal.type, provider: next.provider, new: next };
  // A managed resource becomes a read one: it is replaced, unless its ID is the one that is read.
  if (old && !old.external && old.id !== goal.id) {
    generator.replaces.add(urn);
    return [
      { op: "read-replacement", ...common, old, logical: false },
      { op: "replace", ...common, old, logical: true },
    ];
  }
  if (generator.options.destroys) generator.toDelete.add(urn);
  generator.reads.add(urn);
  return [{ op: "read", ...common, old, logical: true }];
}

/** Whether the resource must be imported. The option may stay in the program after the import. */
function isImport(goal: Goal, old: ResourceState | undefined): boolean {
  if (!goal.custom || goal.importId === undefined) return false;
  return old === undefined || old.external === true || (old.importID ?? old.id) !== goal.importId;
}

interface Imported {
  steps: Step[];
  /** The resource as the provider returned it. */
  state: ResourceState;
}

/**
 * The `import` option: reads an existing resource, which the program then manages. An update may follow.
 *
 * @param old the resource that has the URN so far, and is replaced
 */
function* importSteps(
  generator: StepGenerator,
  old: ResourceState | undefined,
  next: ResourceState,
): ProviderRequests<Imported> {
  const { urn, type, provider } = next;
  const common = { urn, type, provider, new: next };
  const steps: Step[] = old
    ? [
        { op: "import-replacement", ...common, old, logical: false },
        { op: "replace", ...common, old, logical: true },
      ]
    : [{ op: "import", ...common, logical: true }];
  generator.imports.add(urn);
  return { steps, state: (yield* executeSteps(steps)) as ResourceState };
}
