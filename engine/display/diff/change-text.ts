/** Changes as text: a sign in front of each name, then the value, or both values. Pure. */
import { isDeepStrictEqual } from "node:util";
import { isContent, isUnknown, type Value } from "../../values.ts";
import { compareValues, sortedKeys, type Change, type Changes } from "./changes.ts";
import { contentChange } from "./content-change.ts";
import { embeddedIn } from "./embedded.ts";
import { quoted } from "./literal.ts";
import { deeper, margin, painted, signedAs, unsigned, type Style } from "./style.ts";
import { textChange } from "./text-change.ts";
import { isStructure, line, scalar, title, widest } from "./value-text.ts";
import { addText, deleteText, type Title } from "./whole.ts";

/** @param only of all properties, these */
export function changesText({ entries }: Changes, style: Style, only?: readonly string[]): string {
  const keys = sortedKeys(entries).filter((key) => only?.includes(String(key)) ?? true);
  const width = widest(keys.map(String));
  return keys
    .map((key) => changeText((at) => title(String(key), width, at), entries.get(key) as Change, style))
    .join("");
}

/** @param isElement of a list: there, nothing goes without saying */
export function changeText(name: Title, change: Change, style: Style, isElement = false): string {
  switch (change.kind) {
    case "add":
      return addText(name, change.value, style);
    case "delete":
      return deleteText(name, change.value, style);
    case "update":
      return updateText(name, change, style);
    case "same": {
      if (!isElement && isEmpty(change.value)) return "";
      const same: Style = { ...unsigned(style), op: "same" };
      return name(same) + line(change.value, same);
    }
  }
}

function updateText(name: Title, change: Change & { kind: "update" }, style: Style): string {
  const at = signedAs("update", style);
  const { old, new: next, inner } = change;
  if (inner) return name(at) + innerText(inner, at);
  if (isEmpty(old) || isEmpty(next))
    return (isEmpty(old) ? "" : deleteText(name, old, at)) + (isEmpty(next) ? "" : addText(name, next, at));
  if (isContent(old) && isContent(next)) return contentChange(name, old, next, at);
  if (isStructure(old) || isStructure(next)) return deleteText(name, old, at) + addText(name, next, at);
  if (isText(old) && isText(next)) return name(at) + documentChange(old, next, at);
  const shown = (value: Value, op: "delete" | "create") => painted({ ...at, op }, scalar(value, style.brief));
  return `${name(at)}${shown(old, "delete")}${painted(at, " => ")}${shown(next, "create")}\n`;
}

/** Of documents inside strings, what is in them. */
function documentChange(old: string, next: string, style: Style): string {
  const before = embeddedIn(old);
  const after = embeddedIn(next);
  if (!before || !after) return textChange(old, next, style);
  // Only the layout differs, which the documents would not show.
  if (isDeepStrictEqual(before.value, after.value)) return textChange(quoted(old), quoted(next), style);
  const kinds = before.kind === after.kind ? before.kind : `${before.kind} => ${after.kind}`;
  const change = compareValues(before.value, after.value);
  const body =
    change?.kind === "update" ? updateText(() => "", change, style) : line(before.value, { ...style, op: "same" });
  return painted(style, `(${kinds}) `) + body;
}

function innerText(inner: Changes, style: Style): string {
  const [open, close] = inner.of === "map" ? ["{", "}"] : ["[", "]"];
  const body = inner.of === "map" ? changesText(inner, deeper(style)) : elementsText(inner, style);
  return painted(style, `${open}\n`) + body + painted(style, `${margin(unsigned(style))}${close}\n`);
}

/** An element's index stands one level in, and what is inside it two. */
function elementsText({ entries }: Changes, style: Style): string {
  const name = (index: string | number) => (at: Style) =>
    painted(at, `${margin({ ...at, indent: style.indent + 1 })}[${index}]: `);
  return sortedKeys(entries)
    .map((index) => changeText(name(index), entries.get(index) as Change, deeper(style, 2), true))
    .join("");
}

const isText = (value: Value): value is string => typeof value === "string" && !isUnknown(value);

/** What says nothing: null, and the empty text, list and map. */
export const isEmpty = (value: Value): boolean =>
  value === null ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.keys(value).length === 0);
