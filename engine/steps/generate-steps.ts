/** From a registration to steps. Reads top to bottom as the decision it makes. */
import type { ResourceState } from "../model.ts";
import { unwrap } from "../resource/compare.ts";
import type { Goal, ReadGoal } from "../resource/goal.ts";
import { inputsOf, stateOf, stateOfRead } from "../resource/state.ts";
import { isProviderType, makeUrn } from "../resource/urn.ts";
import { isSecret } from "../values.ts";
import type { Value } from "../values.ts";
import { findOld } from "./aliases.ts";
import type { Continued } from "./aliases.ts";
import { checkedInputs, ignored, withInputs } from "./check-inputs.ts";
import { differenceFrom, SAME } from "./diff.ts";
import type { Difference } from "./diff.ts";
import { carryOut } from "./provider-requests.ts";
import type { Asking } from "./provider-requests.ts";
import { destroySteps, refreshedFirst, refreshSteps } from "./refresh-and-destroy.ts";
import { createSteps, recreateSteps, replaceSteps } from "./replacements.ts";
import type { Generation } from "./step-generator.ts";
import type { Step } from "./step.ts";
import { refuseSkippedDependencies, untargetedSteps } from "./untargeted.ts";

/** The URN of a new registration. Throws Refused for one that was registered before, or an unknown parent. */
export function claimUrn(generation: Generation, goal: { parent?: string; type: string; name: string }): string {
  const { stack, project } = generation.options;
  if (goal.parent !== undefined && !generation.seen.has(goal.parent)) {
    generation.refuse(`could not find parent resource ${goal.parent}`);
  }
  const urn = makeUrn(stack, project, goal.parent, goal.type, goal.name);
  if (generation.seen.has(urn)) generation.refuse(`Duplicate resource URN '${urn}'; try giving it a unique name`, urn);
  generation.seen.add(urn);
  return urn;
}

export function* registerSteps(generation: Generation, goal: Goal): Asking<Step[]> {
  const urn = claimUrn(generation, goal);
  const continued = yield* refreshedFirst(generation, goal, urn, findOld(generation, goal, urn));
  const { destroys, refreshes } = generation.options;
  const unmanaged = destroys
    ? destroySteps(generation, goal, urn, continued.old)
    : refreshes === "only"
      ? yield* refreshSteps(generation, goal, urn, continued.old)
      : undefined;
  if (unmanaged) return unmanaged;
  const steps = yield* stepsFor(generation, goal, urn, continued);
  for (const step of steps) refuseSkippedDependencies(generation, step);
  return steps;
}

function* stepsFor(generation: Generation, goal: Goal, urn: string, continued: Continued): Asking<Step[]> {
  const { old, isDisputed } = continued;
  if (!isImport(goal, old)) return yield* managedSteps(generation, goal, continued, stateOf(goal, urn, old));
  const recreating = generation.deletes.has(urn);
  const imported = yield* importSteps(generation, recreating ? undefined : old, stateOf(goal, urn, undefined));
  const { state } = imported;
  const asked = { ...stateOf(goal, urn, state), importID: goal.importId };
  const more = yield* managedSteps(generation, goal, { old: state, isDisputed }, asked);
  // What was imported is as it should be: that is all.
  return more.every(({ op }) => op === "same") ? imported.steps : [...imported.steps, ...more];
}

function* managedSteps(
  generation: Generation,
  goal: Goal,
  { old, isDisputed }: Continued,
  asked: ResourceState,
): Asking<Step[]> {
  const { urn } = asked;
  // A resource that a cascade has already deleted is made anew, whatever has changed.
  const recreating = generation.deletes.has(urn);
  const replacing = old !== undefined && generation.isToReplace(urn, old);
  const carriesOver = old !== undefined && !old.external && !recreating && !replacing;
  const provider = providerToAsk(goal, urn);
  let next = asked;
  const isIncluded = generation.selection.includes(next);
  if (isIncluded && old)
    next = withInputs(next, ignored(generation, urn, goal.inputs, inputsOf(old), goal.ignoreChanges));
  if (isIncluded && provider !== undefined) {
    const inputs = yield* checkedInputs(generation, goal, next, provider, carriesOver ? old : undefined);
    next = withInputs(next, inputs);
  }
  if (isDisputed) generation.fail(`resource ${urn} is invalid`);
  if (!isIncluded) return untargetedSteps(generation, next, old);
  generation.news.set(urn, next);
  if (recreating && old) {
    generation.deletes.delete(urn);
    generation.replaces.add(urn);
    return recreateSteps(generation, old, next);
  }
  if (old?.external) {
    generation.creates.add(urn);
    return createSteps(old, next, SAME, "before-delete");
  }
  if (old) {
    const found = yield* differenceFrom(generation, goal, old, next, provider);
    return yield* stepsFromDifference(generation, goal, old, next, found, provider);
  }
  generation.creates.add(urn);
  return [{ op: "create", urn, type: goal.type, ...providerOf(next), new: next, logical: true }];
}

/** The reference to send questions to: a provider answers for itself, a component has none. */
function providerToAsk(goal: Goal, urn: string): string | undefined {
  if (!goal.custom) return undefined;
  return isProviderType(goal.type) ? urn : goal.provider;
}

const providerOf = (state: ResourceState): { provider?: string } =>
  state.provider ? { provider: state.provider } : {};

function* stepsFromDifference(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  provider: string | undefined,
): Asking<Step[]> {
  const { urn, type } = next;
  if ((found.changed && found.replaces) || old.pendingReplacement) {
    complainOfReplacement(generation, goal, old, next, found);
    generation.replaces.add(urn);
    // Defaults that came from the old resource do not carry over to another one.
    const carriedOver = provider !== undefined && !generation.isToReplace(urn, old);
    const inputs = carriedOver ? yield* checkedInputs(generation, goal, next, provider, undefined) : inputsOf(next);
    return yield* replaceSteps(generation, goal, old, withInputs(next, inputs), found);
  }
  // A resource that failed to initialise gets another chance although nothing has changed.
  if (found.changed || (old.initErrors?.length ?? 0) > 0) {
    generation.updates.add(urn);
    const { diffs, detailed } = found;
    const shown = { ...(diffs.length > 0 ? { diffs } : {}), ...(detailed ? { detailedDiff: detailed } : {}) };
    return [{ op: "update", urn, type, ...providerOf(next), old, new: next, ...shown, logical: true }];
  }
  generation.sames.add(urn);
  return [{ op: "same", urn, type, ...providerOf(next), old, new: next, logical: true }];
}

function complainOfReplacement(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  { keys }: Difference,
): void {
  if (old.protect && next.protect && !generation.options.ignoreProtect) {
    generation.complain(
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
  if (!generation.options.preview) generation.refuse(message, next.urn);
  generation.diagnose({ urn: next.urn, severity: "warning", message });
}

const shown = (value: Value | undefined): string =>
  value === undefined ? "{<nil>}" : isSecret(value) ? "[secret]" : JSON.stringify(unwrap(value));

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

/** Whether it is yet to be imported; once it is, the option may stay in the program. */
export function isImport(goal: Goal, old: ResourceState | undefined): boolean {
  if (!goal.custom || goal.importId === undefined) return false;
  return old === undefined || old.external === true || (old.importID ?? old.id) !== goal.importId;
}

export interface Imported {
  steps: Step[];
  /** As the provider has it. */
  state: ResourceState;
}

/** @param old what goes by the name so far, and is replaced */
export function* importSteps(
  generation: Generation,
  old: ResourceState | undefined,
  next: ResourceState,
): Asking<Imported> {
  const { urn, type } = next;
  const common = { urn, type, ...(next.provider ? { provider: next.provider } : {}), new: next };
  const steps: Step[] = old
    ? [
        { op: "import-replacement", ...common, old, logical: false },
        { op: "replace", ...common, old, logical: true },
      ]
    : [{ op: "import", ...common, logical: true }];
  generation.imports.add(urn);
  return { steps, state: (yield* carryOut(steps)) as ResourceState };
}
