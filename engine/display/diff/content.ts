/** Assets and archives: where they come from, and the beginning of their hash. Pure. */
import { ASSET, hasSignature, isObject, type Properties, type Value } from "../../values.ts";
import { sortedEntries } from "../values.ts";
import { printable } from "../text.ts";
import { STEP, deeper, margin, painted, unsigned, type Style } from "./style.ts";

const HASH_LENGTH = 7;
const SOURCES = ["text", "assets", "path", "uri"] as const;
type Source = (typeof SOURCES)[number];

/** undefined: nothing is known of it but the hash. */
export const sourceOf = (content: Properties): Source | undefined => SOURCES.find((key) => content[key] !== undefined);

/** A path, an address, a text; nothing for what else stands there. */
export const textOf = (value: Value | undefined): string => (typeof value === "string" ? printable(value) : "");

export const hashOf = ({ hash }: Properties): string => textOf(hash).slice(0, HASH_LENGTH);

export const memberName = (name: string): string => `"${printable(name)}"`;

/** `asset(file:1234567)`, and the like: all but what stands between the braces. */
export function head(content: Properties, hash: string): string {
  const kind = hasSignature(content, ASSET) ? "asset" : "archive";
  const source = sourceOf(content);
  const named = source === "path" ? "file" : (source ?? (kind === "asset" ? "unknown" : undefined));
  return `${kind}(${named === undefined ? "" : `${named}:`}${hash})`;
}

/** @param nested the text of a member */
export function contentText(
  content: Properties,
  style: Style,
  nested: (member: Value, style: Style) => string,
): string {
  const source = sourceOf(content);
  const opening = head(content, hashOf(content));
  const value = source && content[source];
  if (source === "text") return painted(style, `${opening} {\n${textLines(value, style)}${margin(unsigned(style))}}`);
  if (source !== "assets") return painted(style, `${opening} { ${value === undefined ? "" : `${textOf(value)} `}}`);
  const members = isObject(value) ? sortedEntries(value) : [];
  const lines = members.map(([name, member]) => {
    const label = painted(style, `${margin(style)}${STEP}${memberName(name)}: `);
    return `${label}${nested(member, deeper(style))}\n`;
  });
  return painted(style, `${opening} {\n`) + lines.join("") + painted(style, `${margin(unsigned(style))}}`);
}

const textLines = (text: Value | undefined, style: Style): string =>
  textOf(text)
    .split("\n")
    .map((one) => `${margin(unsigned(style))}${STEP}${one}\n`)
    .join("");
