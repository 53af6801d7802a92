/** Tables, lists and text in Markdown. */
import { printableLine } from "../../base/printable.ts";

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

export const list = (lines: readonly string[]): string => lines.map((line) => `- ${text(line)}`).join("\n");

/** Escapes text, so that names of targets and stacks become neither markup nor additional cells. */
export function text(value: string): string {
  return printableLine(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_[\]|#@~]/g, "\\$&");
}
