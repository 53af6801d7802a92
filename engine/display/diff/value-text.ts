/** Property values as text, over as many lines as they need. Pure. */
import {
  RESOURCE,
  hasSignature,
  isContent,
  isObject,
  isSecret,
  isUnknown,
  type Properties,
  type Value,
} from "../../values.ts";
import { printable } from "../text.ts";
import { isInternalKey } from "./changes.ts";
import { contentText } from "./content.ts";
import { embeddedIn } from "./embedded.ts";
import { numeral, quoted, shortened } from "./literal.ts";
import { STEP, deeper, margin, painted, unsigned, type Style } from "./style.ts";

/** The first line goes on from what names the value; none ends the last line. */
export function valueText(value: Value, style: Style): string {
  if (!isStructure(value)) return scalarText(value, style);
  if (Array.isArray(value)) return listText(value, style);
  if (isContent(value)) return contentText(value, style, valueText);
  if (hasSignature(value, RESOURCE)) return referenceText(value, style);
  if (Object.keys(value).length === 0) return painted(style, "{}");
  return painted(style, "{\n") + mapText(value, deeper(style)) + painted(style, `${margin(unsigned(style))}}`);
}

/** A list, a map, an asset, an archive, a resource. */
export const isStructure = (value: Value): value is Value[] | Properties =>
  Array.isArray(value) || (isObject(value) && !isSecret(value));

/** One line for each property, and more for what is inside it. */
export function mapText(properties: Properties, style: Style): string {
  const keys = Object.keys(properties).sort();
  const width = widest(keys);
  return keys
    .filter((key) => !isInternalKey(key))
    .map((key) => title(key, width, style) + line(properties[key] ?? null, style))
    .join("");
}

export const widest = (keys: readonly string[]): number => Math.max(0, ...keys.map((key) => key.length));

export const title = (name: string, width: number, style: Style): string =>
  painted(style, `${margin(style)}${printable(name).padEnd(width)}: `);

export const line = (value: Value, style: Style): string => `${valueText(value, style)}\n`;

function scalarText(value: Value, style: Style): string {
  if (typeof value === "string" && !isUnknown(value)) {
    const document = embeddedIn(value);
    if (document) return painted(style, `(${document.kind}) `) + line(document.value, style);
  }
  return painted(style, scalar(value, style.brief));
}

export function scalar(value: Value, brief: boolean): string {
  if (isSecret(value)) return "[secret]";
  if (isUnknown(value)) return "[unknown]";
  if (value === null) return "<null>";
  if (typeof value === "number") return numeral(value);
  if (typeof value === "string") return quoted(brief ? shortened(value) : value);
  return typeof value === "boolean" ? String(value) : "";
}

function listText(list: Value[], style: Style): string {
  if (list.length === 0) return painted(style, "[]");
  const elements = list.map(
    (element, index) => painted(style, `${margin(style)}${STEP}[${index}]: `) + line(element, deeper(style)),
  );
  return painted(style, "[\n") + elements.join("") + painted(style, `${margin(unsigned(style))}]`);
}

function referenceText({ urn, id, packageVersion }: Properties, style: Style): string {
  const inner = deeper(style);
  const rows: [string, Value][] = [
    ["URN", urn ?? ""],
    ["ID", id ?? null],
    ["PackageVersion", packageVersion ?? ""],
  ];
  const lines = rows.map(([name, value]) => title(name, 3, inner) + line(value, inner));
  return painted(style, "{\n") + lines.join("") + painted(style, `${margin(unsigned(style))}}`);
}
