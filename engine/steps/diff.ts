/** Decides whether a resource is updated or replaced: first from its options, then with its provider's Diff. */
import type { ResourceState } from "../model.ts";
import type { DiffResult } from "../protocol/provider.ts";
import { compareInputs, equal, unwrap } from "../resource/compare.ts";
import type { DetailedDiff } from "../resource/compare.ts";
import type { Goal } from "../resource/goal.ts";
import { contains, ignoreChanges, parsePath } from "../resource/property-path.ts";
import { inputsOf, outputsOf, replaceWithOf } from "../resource/state.ts";
import { parseReference } from "../resource/urn.ts";
import { containsUnknown } from "../values.ts";
import type { Properties, Value } from "../values.ts";
import { diff } from "./provider-requests.ts";
import type { ProviderRequests } from "./provider-requests.ts";
import type { StepGenerator } from "./step-generator.ts";
import type { DiffReasons } from "./step.ts";

/** @param provider `undefined` for components */
export function* diffResource(
  generator: StepGenerator,
  goal: Goal,
  old: ResourceState,
  next: ResourceState,
  provider: string | undefined,
): ProviderRequests<Difference> {
  if (!generator.options.preview && containsUnknown(next.replacementTrigger ?? null))
    generator.reportAndBail(`replacement trigger contains unknowns for ${next.urn}`, next.urn);
  if (triggersReplacement(old.replacementTrigger, next.replacementTrigger)) return replacement();
  if (generator.isTargetedReplace(next.urn, old)) return replacement("id");
  if (replaceWithOf(next).some((other) => generator.replaces.has(other))) return replacement("replaceWith");
  if (next.deletedWith !== undefined && generator.replaces.has(next.deletedWith)) return replacement("deletedWith");
  if (yield* changesProvider(generator, old, next)) return replacement("provider");
  if (provider === undefined) return equal(inputsOf(old), inputsOf(next)) ? SAME : { ...SAME, changed: true };
  const { ignoreChanges: ignoredPaths, replaceOnChanges } = goal;
  const found = yield* difference({
    urn: next.urn,
    provider,
    old,
    newInputs: inputsOf(next),
    ignored: ignoredPaths,
    replaceOnChanges,
    unknowns: generator.options.preview,
  });
  const { warning } = found;
  if (warning !== undefined) generator.diagnose({ urn: next.urn, severity: "warning", message: warning });
  return found;
}

/** An unknown trigger always replaces the resource. Adding or removing a trigger does not. */
function triggersReplacement(before: Value | undefined = null, after: Value | undefined = null): boolean {
  if (containsUnknown(before) || containsUnknown(after)) return true;
  if (before === null || after === null) return false;
  return !equal(unwrap(before), unwrap(after));
}

/**
 * Whether the resource has a new provider that cannot manage the existing resource. The new provider's DiffConfig
 * decides; if it is not implemented, the resource is kept.
 */
function* changesProvider(
  generator: StepGenerator,
  old: ResourceState,
  next: ResourceState,
): ProviderRequests<boolean> {
  if (old.provider === next.provider) return false;
  if (!old.provider || !next.provider) return true;
  const [{ urn: before, id }, { urn: after }] = [parseReference(old.provider), parseReference(next.provider)];
  if (generator.aliased.get(before) === after) return false;
  // The ID is compared too, because the replacement of a provider has the same URN.
  const oldProvider = generator.base.find((state) => state.urn === before && state.id === id);
  const newProvider = generator.news.get(after);
  if (!oldProvider || !newProvider) return true;
  const result = yield* diff({
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
  const details = Object.values(result.detailed ?? {});
  return result.replaces.length > 0 || details.some(({ diffKind }) => diffKind.endsWith("-replace"));
}

export interface Difference {
  changed: boolean;
  /** Whether a change requires a replacement. Dependents of a replaced resource are replaced even without `changed`. */
  replaces: boolean;
  keys: string[];
  diffs: string[];
  detailed?: DetailedDiff;
  deleteBeforeReplace: boolean;
  warning?: string;
}

/** The fields of a step that say why the resource is updated or replaced. */
export const reasonsOf = ({ keys, diffs, detailed }: Difference): DiffReasons => ({
  keys: keys.length > 0 ? keys : undefined,
  diffs: diffs.length > 0 ? diffs : undefined,
  detailedDiff: detailed,
});

export const SAME: Difference = { changed: false, replaces: false, keys: [], diffs: [], deleteBeforeReplace: false };

/** A replacement that the engine requires, whatever the provider says. */
export const replacement = (...keys: string[]): Difference => ({ ...SAME, changed: true, replaces: true, keys });

export interface Compared {
  urn: string;
  provider: string;
  old: ResourceState;
  newInputs: Properties;
  ignored: string[];
  replaceOnChanges: string[];
  unknowns: boolean;
}

/** Calls the provider's Diff; if the provider leaves the comparison to the engine, compares inputs. */
export function* difference(compared: Compared): ProviderRequests<Difference> {
  const { urn, old, newInputs, ignored } = compared;
  const result = yield* diff({
    urn,
    type: old.type,
    provider: compared.provider,
    id: old.id ?? "",
    oldInputs: inputsOf(old),
    oldOutputs: outputsOf(old),
    newInputs,
    ignoreChanges: ignored,
    unknowns: compared.unknowns,
  });
  const hasInitErrors = (old.initErrors?.length ?? 0) > 0;
  return applyReplaceOnChanges(
    interpret(result, inputsOf(old), newInputs, ignored),
    compared.replaceOnChanges,
    hasInitErrors,
  );
}

function interpret(result: DiffResult, oldInputs: Properties, newInputs: Properties, ignored: string[]): Difference {
  const given: Difference = {
    changed: result.changes === "some",
    replaces: false,
    keys: result.replaces,
    diffs: result.changed,
    detailed: result.detailed,
    deleteBeforeReplace: result.deleteBeforeReplace,
    warning: result.warning,
  };
  if (result.changes !== "unknown") return given;
  const found = compareInputs(oldInputs, ignoreChanges(newInputs, oldInputs, ignored).inputs);
  return found
    ? { ...given, changed: true, diffs: found.changed, detailed: found.detailed }
    : { ...given, changed: false };
}

/** In `replaceOnChanges`: replace the resource if it failed to initialize. */
const INIT_ERRORS = "#initerror";

function applyReplaceOnChanges(found: Difference, replaceOnChanges: string[], hasInitErrors: boolean): Difference {
  if (!found.changed && !hasInitErrors) return { ...found, replaces: isReplacement(found) };
  const paths = replaceOnChanges.map((text) => {
    const path = parsePath(text);
    if (!path) throw new Error(`"${text}" in replaceOnChanges is not a property path`);
    return path;
  });
  const forces = (text: string) => {
    const inner = parsePath(text);
    return inner !== undefined && paths.some((path) => contains(path, inner));
  };
  const keys = new Set([...found.keys, ...found.diffs.filter(forces)]);
  const initReplaces = hasInitErrors && forces(INIT_ERRORS);
  if (initReplaces) keys.add(INIT_ERRORS);
  const detailed =
    found.detailed &&
    Object.fromEntries(
      Object.entries(found.detailed).map(([path, entry]) => [path, forces(path) ? asReplacement(entry) : entry]),
    );
  if (initReplaces && detailed) detailed[INIT_ERRORS] = { diffKind: "update-replace", inputDiff: false };
  const changed = found.changed || initReplaces;
  const applied = { ...found, changed, keys: [...keys], detailed };
  return { ...applied, replaces: isReplacement(applied) };
}

const isReplacement = ({ keys, detailed = {} }: Pick<Difference, "keys" | "detailed">): boolean =>
  keys.length > 0 || Object.values(detailed).some(({ diffKind }) => diffKind.endsWith("-replace"));

function asReplacement(entry: DetailedDiff[string]): DetailedDiff[string] {
  const kind = entry.diffKind;
  return { ...entry, diffKind: kind === "add" || kind === "delete" || kind === "update" ? `${kind}-replace` : kind };
}
