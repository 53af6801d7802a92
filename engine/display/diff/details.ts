/** Formats what a step changes in the properties of its resource. */
import type { StepMetadata, StepState } from "../../model.ts";
import { changesText } from "./change-text.ts";
import { type Changes, compareMaps, Hidden, placeIn } from "./changes.ts";
import { detailedChanges } from "./detailed-diff.ts";
import { margin, painted, signedAs, type Style, unsigned } from "./style.ts";
import { mapText } from "./value-text.ts";

/** @param isRefresh whether the step is the outcome of a refresh */
export function detailsText(metadata: StepMetadata, style: Style, isRefresh: boolean): string {
  const { op, old, new: next, detailedDiff } = metadata;
  if (old && next) {
    const hidden = new Hidden(next.hideDiffs);
    if (!detailedDiff) return comparedText(metadata, { old, new: next }, hidden, style);
    const changes = detailedChanges(detailedDiff, { old, new: next }, isRefresh, hidden);
    return withHidden(changes, hidden, style) ?? sameText(old.inputs, style);
  }
  const plain = { ...unsigned(style), op };
  if (next) return mapText(isNotEmpty(next.outputs) ? next.outputs : next.inputs, plain);
  return old ? mapText(old.inputs, plain) : "";
}

/** For steps without a detailed diff. */
function comparedText(
  { op, diffs }: StepMetadata,
  { old, new: next }: { old: StepState; new: StepState },
  hidden: Hidden,
  style: Style,
): string {
  const byOutputs = isNotEmpty(next.outputs) && op !== "import" && op !== "import-replacement";
  const side = byOutputs ? "outputs" : "inputs";
  const changes = compareMaps(old[side], next[side], placeIn(hidden));
  const only = byOutputs || !diffs?.length ? undefined : diffs;
  return withHidden(changes, hidden, style, only) ?? sameText(next[side], style);
}

/** @returns undefined if nothing changes, hidden or not */
function withHidden(
  changes: Changes | undefined,
  hidden: Hidden,
  style: Style,
  only?: readonly string[],
): string | undefined {
  if (!changes && hidden.found.length === 0) return undefined;
  return hiddenText(hidden, style) + (changes ? changesText(changes, style, only) : "");
}

const sameText = (properties: StepState["inputs"], style: Style): string =>
  mapText(properties, { ...style, op: "same", signed: true });

const isNotEmpty = (properties: object): boolean => Object.keys(properties).length > 0;

export function hiddenText({ found }: Hidden, style: Style): string {
  const at = signedAs("update", style);
  return found.map((path) => painted(at, `${margin(at)}${path} (hidden)\n`)).join("");
}
