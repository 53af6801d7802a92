/** Formats changes: a sign before each name, then the value, or the old and the new value. */
import { isDeepStrictEqual } from "node:util";
import { isContent, isObject, isUnknown, own, type Properties, SIGNATURE, type Value } from "../../values.ts";
import { type Change, type Changes, compareValues, sortedKeys } from "./changes.ts";
import { quoted } from "./literal.ts";
import { deeper, margin, painted, signedAs, type Style, unsigned } from "./style.ts";
import { textChange } from "./text-change.ts";
import {
  embeddedIn,
  hashOf,
  head,
  isStructure,
  line,
  memberName,
  scalar,
  sourceOf,
  textOf,
  title,
  widest,
} from "./value-text.ts";

/** @param only names of the properties to show; default: all */
export function changesText({ entries }: Changes, style: Style, only?: readonly string[]): string {
  const keys = sortedKeys(entries).filter((key) => only?.includes(String(key)) ?? true);
  const width = widest(keys.map(String));
  return keys
    .map((key) => changeText((at) => title(String(key), width, at), entries.get(key) as Change, style))
    .join("");
}

/** @param isElement whether it is an element of a list; those are shown even if they are empty and unchanged */
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

/** Compares JSON and YAML documents in strings by their content. */
function documentChange(old: string, next: string, style: Style): string {
  const before = embeddedIn(old);
  const after = embeddedIn(next);
  if (!before || !after) return textChange(old, next, style);
  // Only the layout differs, which a comparison of content would not show.
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

/** The index of an element is indented by one level, its content by two. */
function elementsText({ entries }: Changes, style: Style): string {
  const name = (index: string | number) => (at: Style) =>
    painted(at, `${margin({ ...at, indent: style.indent + 1 })}[${index}]: `);
  return sortedKeys(entries)
    .map((index) => changeText(name(index), entries.get(index) as Change, deeper(style, 2), true))
    .join("");
}

const isText = (value: Value): value is string => typeof value === "string" && !isUnknown(value);

/** null, or an empty text, list or map. */
export const isEmpty = (value: Value): boolean =>
  value === null ||
  value === "" ||
  (Array.isArray(value) ? value.length === 0 : typeof value === "object" && Object.keys(value).length === 0);

export function contentChange(name: Title, old: Properties, next: Properties, style: Style): string {
  const source = sourceOf(old);
  // Content of different kinds is not compared.
  if (source === undefined || source !== sourceOf(next) || old[SIGNATURE] !== next[SIGNATURE])
    return deleteText(name, old, style) + addText(name, next, style);
  const opening = `${head(old, change(hashOf(old), hashOf(next)))} {`;
  const [before, after] = [old[source] ?? null, next[source] ?? null];
  if (source === "path" || source === "uri")
    return `${name(style)}${painted(style, `${opening} ${change(textOf(before), textOf(after))} }`)}\n`;
  const body =
    source === "text"
      ? textChange(textOf(before), textOf(after), deeper(style))
      : `\n${memberChanges(membersOf(before), membersOf(after), deeper(style))}`;
  return `${name(style)}${painted(style, opening)}${body}${painted(style, `${margin(unsigned(style))}}`)}\n`;
}

const change = (old: string, next: string): string => (old === next ? old : `${old}->${next}`);

const membersOf = (assets: Value): Properties => (isObject(assets) ? assets : {});

function memberChanges(old: Properties, next: Properties, style: Style): string {
  const names = Object.keys({ ...old, ...next }).sort();
  const width = widest(names.map(memberName));
  const lines = names.map((name) => {
    const label: Title = (at) => title(memberName(name), width, at);
    const [before, after] = [own(old, name), own(next, name)];
    if (before === undefined) return addText(label, after ?? null, deeper(style));
    if (after === undefined) return deleteText(label, before, deeper(style));
    if (!isContent(before) || !isContent(after) || before.hash === after.hash) return "";
    return contentChange(label, before, after, style);
  });
  return lines.join("");
}

/** Formats the name of a value, in the style of its line. */
export type Title = (style: Style) => string;

export function addText(name: Title, value: Value, style: Style): string {
  const at = signedAs("create", style);
  return name(at) + line(value, at);
}

export function deleteText(name: Title, value: Value, style: Style): string {
  const at = signedAs("delete", style);
  return name(at) + line(value, at);
}
