/** Formats property values: scalars, lists and maps, documents in strings, assets and archives. */
import { parseAllDocuments } from "yaml";
import {
  ASSET,
  hasSignature,
  isContent,
  isObject,
  isSecret,
  isUnknown,
  type Properties,
  RESOURCE,
  type Value,
} from "../../values.ts";
import { printable } from "../text.ts";
import { sortedEntries } from "../values.ts";
import { isInternalKey } from "./changes.ts";
import { numeral, quoted, shortened } from "./literal.ts";
import { deeper, margin, painted, STEP, type Style, unsigned } from "./style.ts";

/** The first line follows the name of the value; the last line has no newline. */
export function valueText(value: Value, style: Style): string {
  if (!isStructure(value)) return scalarText(value, style);
  if (Array.isArray(value)) return listText(value, style);
  if (isContent(value)) return contentText(value, style, valueText);
  if (hasSignature(value, RESOURCE)) return referenceText(value, style);
  if (Object.keys(value).length === 0) return painted(style, "{}");
  return painted(style, "{\n") + mapText(value, deeper(style)) + painted(style, `${margin(unsigned(style))}}`);
}

/** Whether it is a list, a map, an asset, an archive or a resource reference. */
export const isStructure = (value: Value): value is Value[] | Properties =>
  Array.isArray(value) || (isObject(value) && !isSecret(value));

/** At least one line per property. */
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

export interface Embedded {
  kind: "json" | "yaml";
  value: Value;
}

/** Parses a list or map that is written as JSON or YAML. @returns undefined for other text */
export function embeddedIn(text: string): Embedded | undefined {
  const trimmed = text.trim();
  const json = asDocument(() => JSON.parse(trimmed) as Value);
  if (json !== undefined) return { kind: "json", value: json };
  // A single line is not parsed as YAML, because that accepts plain text such as "a: b".
  if (!/[\r\n]/.test(trimmed)) return undefined;
  const yaml = asDocument(() => yamlOf(trimmed));
  return yaml === undefined ? undefined : { kind: "yaml", value: yaml };
}

function asDocument(parse: () => Value): Value | undefined {
  try {
    const value = parse();
    return isObject(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function yamlOf(text: string): Value {
  const documents = parseAllDocuments(text);
  const [only] = documents;
  if (documents.length !== 1 || !only || !("contents" in only) || only.errors.length > 0) return null;
  // Converted through JSON, so that dates become strings.
  return JSON.parse(JSON.stringify(only.toJS())) as Value;
}

const HASH_LENGTH = 7;
const SOURCES = ["text", "assets", "path", "uri"] as const;
type Source = (typeof SOURCES)[number];

/** @returns undefined if only the hash is known */
export const sourceOf = (content: Properties): Source | undefined => SOURCES.find((key) => content[key] !== undefined);

/** Empty for values that are not text. */
export const textOf = (value: Value | undefined): string => (typeof value === "string" ? printable(value) : "");

export const hashOf = ({ hash }: Properties): string => textOf(hash).slice(0, HASH_LENGTH);

export const memberName = (name: string): string => `"${printable(name)}"`;

/** The part before the braces, such as `asset(file:1234567)`. */
export function head(content: Properties, hash: string): string {
  const kind = hasSignature(content, ASSET) ? "asset" : "archive";
  const source = sourceOf(content);
  const named = source === "path" ? "file" : (source ?? (kind === "asset" ? "unknown" : undefined));
  return `${kind}(${named === undefined ? "" : `${named}:`}${hash})`;
}

/** @param nested formats a member of an archive */
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
