/** Formats the new outputs of a resource after a step. */
import type { StepMetadata, StepOp } from "../../model.ts";
import { equal } from "../../resource/compare.ts";
import { STACK_TYPE } from "../../resource/urn.ts";
import { isObject, isUnknown, own, type Properties, type Value } from "../../values.ts";
import { changeText, isEmpty } from "./change-text.ts";
import {
  type Change,
  type Changes,
  compareMaps,
  compareValues,
  Hidden,
  isInternalKey,
  placeIn,
  sortedKeys,
} from "./changes.ts";
import { hiddenText } from "./details.ts";
import { painted, STEP, type Style, unsigned } from "./style.ts";
import { line, title, widest } from "./value-text.ts";

export interface OutputsOptions {
  planning: boolean;
  /** Whether the step is the outcome of a refresh. */
  isRefresh: boolean;
  showSames: boolean;
}

/** Operations whose outputs are known in previews too. */
const KNOWN_IN_PREVIEW: ReadonlySet<StepOp> = new Set(["read", "read-replacement", "import", "import-replacement"]);

/** @returns an empty text if no output is new */
export function outputsText(metadata: StepMetadata, style: Style, options: OutputsOptions): string {
  const { op, type, old, new: next } = metadata;
  const isStack = type === STACK_TYPE;
  const { planning, isRefresh } = options;
  if (planning && !isRefresh && !isStack && !KNOWN_IN_PREVIEW.has(op)) return "";
  if (old?.initErrors?.length) return "";
  // The outputs of the stack are always shown.
  const showSames = options.showSames || (isStack && !planning);
  const at = { ...unsigned(style), op };
  const inputs = isRefresh ? {} : (next?.inputs ?? {});
  const outputs = next?.outputs ?? {};
  const hidden = new Hidden(next?.hideDiffs ?? old?.hideDiffs);
  const isInput = (key: string): boolean =>
    Object.hasOwn(inputs, key) && !compareValues(own(outputs, key) ?? null, inputs[key] ?? null, placeIn(hidden, key));
  if (!old) return heading(plainOutputs(outputs, isInput, at), at);
  const changes = compareMaps(old.outputs, outputs, placeIn(hidden));
  const notes = hiddenText(hidden, at);
  if (changes) {
    const shown = planning && isStack ? settled(changes) : changes;
    return heading(notes + changedOutputs(shown, isInput, showSames, at), at);
  }
  return heading(notes === "" && showSames ? plainOutputs(outputs, isInput, at) : notes, at);
}

const heading = (text: string, style: Style): string =>
  text === "" ? "" : `${painted(style, `${STEP.repeat(style.indent)}--outputs:--`)}\n${text}`;

function plainOutputs(outputs: Properties, isInput: (key: string) => boolean, style: Style): string {
  const keys = Object.keys(outputs).sort();
  const width = widest(keys);
  return keys
    .filter((key) => !isInternalKey(key) && !isEmpty(outputs[key] ?? null) && !isInput(key))
    .map((key) => title(key, width, style) + line(outputs[key] ?? null, style))
    .join("");
}

function changedOutputs(
  { entries }: Changes,
  isInput: (key: string) => boolean,
  showSames: boolean,
  style: Style,
): string {
  const keys = sortedKeys(entries).map(String);
  const width = widest(keys);
  return keys
    .map((key) => {
      const change = entries.get(key);
      if (!change || isInput(key) || (change.kind === "same" && !showSames)) return "";
      return changeText((at) => title(key, width, at), change, style);
    })
    .join("");
}

/** The SDK sets this property in previews, on outputs that are resources. */
const RESOURCE_MARK = "@isPulumiResource";

/** Removes changes that are due only to values that a preview does not know yet. */
export function settled({ of, entries }: Changes): Changes {
  const isResource = entries.get(RESOURCE_MARK)?.kind === "add";
  const kept = [...entries].flatMap(([key, change]): [string | number, Change][] => {
    if (key === RESOURCE_MARK && isResource) return [];
    const remaining = of === "map" ? settledProperty(change, isResource) : settledElement(change);
    return remaining ? [[key, remaining]] : [];
  });
  return { of, entries: new Map(kept) };
}

function settledProperty(change: Change, isResource: boolean): Change | undefined {
  if (change.kind === "add") return isResource && isUnknown(change.value) ? undefined : unmarkedAdd(change);
  if (change.kind !== "update") return change;
  const { old, new: next } = change;
  if (isUnknown(next)) return undefined;
  const remaining = settledElement(change);
  return hasChanges(remaining) || !equal(old, next) ? remaining : undefined;
}

const hasChanges = (change: Change): boolean =>
  change.kind === "update" && (change.inner?.entries.values().some(({ kind }) => kind !== "same") ?? false);

function settledElement(change: Change): Change {
  if (change.kind === "add") return unmarkedAdd(change);
  return change.kind === "update" && change.inner ? { ...change, inner: settled(change.inner) } : change;
}

const unmarkedAdd = (change: Change & { kind: "add" | "same" | "delete" }): Change => ({
  ...change,
  value: unmarked(change.value),
});

function unmarked(value: Value): Value {
  if (Array.isArray(value)) return value.map(unmarked);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== RESOURCE_MARK);
  return Object.fromEntries(entries.map(([key, inner]) => [key, unmarked(inner)]));
}
