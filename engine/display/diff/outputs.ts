/** What a step has told of a resource's outputs: what is new in them. Pure. */
import type { StepMetadata, StepOp } from "../../model.ts";
import { STACK_TYPE } from "../../resource/urn.ts";
import { own, type Properties } from "../../values.ts";
import { changeText, isEmpty } from "./change-text.ts";
import { Hidden, compareMaps, compareValues, isInternalKey, placeIn, sortedKeys, type Changes } from "./changes.ts";
import { hiddenText } from "./hidden-text.ts";
import { settled } from "./settled.ts";
import { STEP, painted, unsigned, type Style } from "./style.ts";
import { line, title, widest } from "./value-text.ts";

export interface OutputsOptions {
  planning: boolean;
  /** Found by a refresh. */
  isRefresh: boolean;
  showSames: boolean;
}

/** Operations after which outputs are known in a preview too. */
const KNOWING: ReadonlySet<StepOp> = new Set(["read", "read-replacement", "import", "import-replacement"]);

/** Nothing, where no output is new. */
export function outputsText(metadata: StepMetadata, style: Style, options: OutputsOptions): string {
  const { op, type, old, new: next } = metadata;
  const isStack = type === STACK_TYPE;
  const { planning, isRefresh } = options;
  if (planning && !isRefresh && !isStack && !KNOWING.has(op)) return "";
  if (old?.initErrors?.length) return "";
  // What the stack tells is always shown.
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
