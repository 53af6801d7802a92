/** Formats property values as indented text, with `[secret]` for secrets. */
import {
  ARCHIVE,
  ASSET,
  RESOURCE,
  SIGNATURE,
  isObject,
  isSecret,
  isUnknown,
  type Properties,
  type Value,
} from "../values.ts";
import { printable } from "./text.ts";

const STEP = "    ";
export const UNKNOWN_TEXT = "[unknown]";

/** Lists and maps take several lines; all but the first start with `indent`. */
export function renderValue(value: Value, indent: string): string {
  if (isSecret(value)) return "[secret]";
  if (isUnknown(value)) return UNKNOWN_TEXT;
  if (value === null) return "<null>";
  if (typeof value === "string") return JSON.stringify(printable(value));
  if (Array.isArray(value))
    return block(
      "[",
      "]",
      value.map((item, i) => [`[${i}]`, item]),
      indent,
    );
  if (!isObject(value)) return String(value);
  if (value[SIGNATURE] === ASSET) return "asset";
  if (value[SIGNATURE] === ARCHIVE) return "archive";
  if (value[SIGNATURE] === RESOURCE) return JSON.stringify(value.urn ?? null);
  return block("{", "}", sortedEntries(value), indent);
}

/** Replaces secrets that have a plain text, which is the case with `--show-secrets`, by that. */
export function revealed(value: Value): Value {
  if (Array.isArray(value)) return value.map(revealed);
  if (!isObject(value)) return value;
  if (isSecret(value) && typeof value.plaintext === "string") return JSON.parse(value.plaintext) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

export function sortedEntries(properties: Properties): [string, Value][] {
  return Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
}

function block(open: string, close: string, entries: [string, Value][], indent: string): string {
  if (entries.length === 0) return open + close;
  const inner = indent + STEP;
  const width = Math.max(...entries.map(([key]) => key.length));
  const lines = entries.map(([key, value]) => `${inner}${printable(key).padEnd(width)}: ${renderValue(value, inner)}`);
  return [open, ...lines, indent + close].join("\n");
}
