/** What a provider's answer to `diff` means: nothing, an update, or a replacement, and because of which properties. */
import type { ResourceState } from "../model.ts";
import type { Properties } from "../values.ts";
import { compareInputs } from "./compare.ts";
import { contains, ignoreChanges, parsePath } from "./paths.ts";
import { diff } from "./question.ts";
import type { Asking, DetailedDiff, DiffAnswer } from "./question.ts";
import { inputsOf, outputsOf } from "./state.ts";

export interface Difference {
  changed: boolean;
  /** Whether a change would be a replacement: what a cascade asks. There is none unless `changed`. */
  replaces: boolean;
  keys: string[];
  diffs: string[];
  detailed?: DetailedDiff;
  deleteBeforeReplace: boolean;
  warning?: string;
}

export const SAME: Difference = { changed: false, replaces: false, keys: [], diffs: [], deleteBeforeReplace: false };

/** A replacement that the engine decides on without asking; `keys` name what it blames. */
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

/** Asks the provider, and compares inputs itself where the provider cannot tell. */
export function* difference(compared: Compared): Asking<Difference> {
  const { urn, old, newInputs, ignored } = compared;
  const answer = yield* diff({
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
    interpret(answer, inputsOf(old), newInputs, ignored),
    compared.replaceOnChanges,
    hasInitErrors,
  );
}

function interpret(answer: DiffAnswer, oldInputs: Properties, newInputs: Properties, ignored: string[]): Difference {
  const given: Difference = {
    changed: answer.changes === "some",
    replaces: false,
    keys: answer.replaces,
    diffs: answer.changed,
    ...(answer.detailed ? { detailed: answer.detailed } : {}),
    deleteBeforeReplace: answer.deleteBeforeReplace,
    ...(answer.warning === undefined ? {} : { warning: answer.warning }),
  };
  if (answer.changes !== "unknown") return given;
  const found = compareInputs(oldInputs, ignoreChanges(newInputs, oldInputs, ignored).inputs);
  return found
    ? { ...given, changed: true, diffs: found.changed, detailed: found.detailed }
    : { ...given, changed: false };
}

/** The name under which `replaceOnChanges` speaks of a resource that failed to initialise. */
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
      Object.entries(found.detailed).map(([path, entry]) => [path, forces(path) ? forced(entry) : entry]),
    );
  if (initReplaces && detailed) detailed[INIT_ERRORS] = { diffKind: "update-replace", inputDiff: false };
  const changed = found.changed || initReplaces;
  const applied = { ...found, changed, keys: [...keys], ...(detailed ? { detailed } : {}) };
  return { ...applied, replaces: isReplacement(applied) };
}

const isReplacement = ({ keys, detailed = {} }: Pick<Difference, "keys" | "detailed">): boolean =>
  keys.length > 0 || Object.values(detailed).some(({ diffKind }) => diffKind.endsWith("-replace"));

function forced(entry: DetailedDiff[string]): DetailedDiff[string] {
  const kind = entry.diffKind;
  return { ...entry, diffKind: kind === "add" || kind === "delete" || kind === "update" ? `${kind}-replace` : kind };
}
