/** A property that comes or goes, with all that is in it. Pure. */
import type { Value } from "../../values.ts";
import { signedAs, type Style } from "./style.ts";
import { line } from "./value-text.ts";

/** What stands in front of a value, in the style of its line. */
export type Title = (style: Style) => string;

export function addText(name: Title, value: Value, style: Style): string {
  const at = signedAs("create", style);
  return name(at) + line(value, at);
}

export function deleteText(name: Title, value: Value, style: Style): string {
  const at = signedAs("delete", style);
  return name(at) + line(value, at);
}
