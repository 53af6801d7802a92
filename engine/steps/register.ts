/** From a registration to steps. Reads top to bottom as the decision it makes. */
import type { ResourceState } from "../model.ts";
import { isUnknown } from "../values.ts";
import type { Value } from "../values.ts";
import { findOld } from "./aliases.ts";
import { equal, unwrap } from "./compare.ts";
import { difference, replacement, SAME } from "./difference.ts";
import type { Difference } from "./difference.ts";
import type { Generation } from "./generation.ts";
import type { Goal } from "./goal.ts";
import { ignoreChanges } from "./paths.ts";
import { check } from "./question.ts";
import type { Asking } from "./question.ts";
import { createSteps, recreateSteps, replaceSteps } from "./replace.ts";
import { compact, inputsOf, replaceWithOf, stateOf } from "./state.ts";
import type { Step } from "./step.ts";
import { refuseSkippedDependencies, untargetedSteps } from "./untargeted.ts";
import { isProviderType, makeUrn, parseUrn } from "./urn.ts";

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
  const old = findOld(generation, goal, urn);
  // A resource that a cascade has already deleted is made anew, whatever has changed.
  const recreating = generation.deletes.has(urn);
  const replacing = old !== undefined && generation.selection.replaces(old.urn);
  const carriesOver = old !== undefined && !old.external && !recreating && !replacing;
  const provider = providerToAsk(goal, urn);

  let next = stateOf(goal, urn, old);
  if (!generation.selection.includes(next)) return untargetedSteps(generation, next, old);
  if (old) next = withInputs(next, ignored(generation, goal, urn, old));
  if (provider !== undefined) {
    const inputs = yield* checkedInputs(generation, goal, next, provider, carriesOver ? old : undefined);
    next = withInputs(next, inputs);
  }
  generation.news.set(urn, next);
  const steps = yield* stepsFor(generation, goal, old, next, { provider, recreating, replacing });
  if (steps.some(({ op }) => op !== "same")) refuseSkippedDependencies(generation, next);
  return steps;
}

interface Circumstances {
  provider: string | undefined;
  /** A cascade has deleted the resource already. */
  recreating: boolean;
  /** The user asked for a replacement. */
  replacing: boolean;
}

function* stepsFor(
  generation: Generation,
  goal: Goal,
  old: ResourceState | undefined,
  next: ResourceState,
  { provider, recreating, replacing }: Circumstances,
): Asking<Step[]> {
  const { urn } = next;
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
    const found = replacing ? replacement("id") : yield* differenceFrom(generation, goal, old, next, provider);
    return yield* stepsFromDifference(generation, goal, old, next, found, provider);
  }
  if (goal.importId !== undefined)
    generation.refuse(
      `resource '${urn}' is to be imported (id '${goal.importId}'), which the embedded engine does not do yet; use the real Pulumi CLI, or remove the \`import\` option`,
      urn,
    );
  generation.creates.add(urn);
  return [{ op: "create", urn, type: goal.type, ...providerOf(next), new: next, logical: true }];
}

/** The reference to send questions to: a provider answers for itself, a component has none. */
function providerToAsk(goal: Goal, urn: string): string | undefined {
  if (!goal.custom) return undefined;
  return isProviderType(goal.type) ? urn : goal.provider;
}

const withInputs = (state: ResourceState, inputs: ResourceState["inputs"]): ResourceState =>
  compact({ ...state, inputs });

const providerOf = (state: ResourceState): { provider?: string } =>
  state.provider ? { provider: state.provider } : {};

function ignored(generation: Generation, goal: Goal, urn: string, old: ResourceState) {
  const { inputs, invalid } = ignoreChanges(goal.inputs, inputsOf(old), goal.ignoreChanges);
  if (invalid.length > 0) {
    const message = `cannot ignore changes in added or removed elements of the path: "${invalid.join(", ")}"`;
    generation.diagnose({ urn, severity: "info", message });
  }
  return inputs;
}

/** Inputs as the provider completes them. Without `old` the provider is to compute its defaults afresh. */
function* checkedInputs(
  generation: Generation,
  goal: Goal,
  next: ResourceState,
  provider: string,
  old: ResourceState | undefined,
): Asking<ResourceState["inputs"]> {
  const { urn, type } = next;
  const newInputs = old ? inputsOf(next) : goal.inputs;
  const { inputs, failures } = yield* check({
    urn,
    type,
    provider,
    oldInputs: inputsOf(old),
    newInputs,
    unknowns: generation.options.preview,
  });
  for (const { property, reason } of failures) {
    const { name } = parseUrn(urn);
    const where = property === "" ? "" : `: property ${property} value ${show(newInputs[property])}`;
    generation.diagnose({
      urn,
      severity: "error",
      message: `${type} resource '${name}'${where} has a problem: ${reason}`,
    });
  }
  if (failures.length > 0) generation.fail(`resource ${urn} is invalid`);
  return inputs;
}

/** As the real engine prints property values. */
function show(value: Value | undefined): string {
  if (value === undefined) return "{<nil>}";
  const plain = unwrap(value);
  if (isUnknown(plain)) return "output<string>{}";
  return `{${typeof plain === "string" ? plain : JSON.stringify(plain)}}`;
}

function* differenceFrom(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  provider: string | undefined,
): Asking<Difference> {
  const { urn } = next;
  if (triggersReplacement(old.replacementTrigger, next.replacementTrigger)) return replacement();
  if (replaceWithOf(next).some((other) => generation.replaces.has(other))) return replacement("replaceWith");
  if (next.deletedWith !== undefined && generation.replaces.has(next.deletedWith)) return replacement("deletedWith");
  if (generation.changesProvider(old, next)) return replacement("provider");
  if (provider === undefined) return equal(inputsOf(old), inputsOf(next)) ? SAME : { ...SAME, changed: true };
  const { ignoreChanges: ignoredPaths, replaceOnChanges } = goal;
  return yield* difference({
    urn,
    provider,
    old,
    newInputs: inputsOf(next),
    ignored: ignoredPaths,
    replaceOnChanges,
    unknowns: generation.options.preview,
  });
}

/** A trigger that appears or goes is no trigger; an unknown one always is. */
function triggersReplacement(before: Value | undefined, after: Value | undefined): boolean {
  if (before === undefined || after === undefined || before === null || after === null) return false;
  return !equal(unwrap(before), unwrap(after));
}

function* stepsFromDifference(
  generation: Generation,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  found: Difference,
  provider: string | undefined,
): Asking<Step[]> {
  const { urn, type } = next;
  if (found.replaces || old.pendingReplacement) {
    refuseReplacement(generation, goal, old, next);
    generation.replaces.add(urn);
    // Defaults that came from the old resource do not carry over to another one.
    const carriedOver = provider !== undefined && !generation.selection.replaces(old.urn);
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

function refuseReplacement(generation: Generation, goal: Goal, old: ResourceState, next: ResourceState): void {
  if (old.protect && next.protect) {
    const message =
      `unable to replace resource "${next.urn}"\nas it is currently marked for protection. To unprotect the resource, remove the ` +
      "`protect` flag from the resource in your Pulumi program and run `pulumi up`";
    generation.refuse(message, next.urn);
  }
  if (goal.importId !== undefined && !generation.options.preview) {
    generation.refuse(
      "previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program",
      next.urn,
    );
  }
}
