import { printable } from "../../../base/printable.ts";

/**
 * HTML from the tagged template `html`, which escapes all values, so that text of targets, files and people is never
 * executed and never leaves its element.
 */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** Escapes strings and numbers for text and quoted attributes, and joins lists. `null`, `undefined` and `false` give no text. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const [first = "", ...parts] = strings.map(unindented);
  return new Markup(parts.reduce((text, part, index) => text + render(values[index]) + part, first));
}

/** Removes the indentation of the source, which would be a quarter of a large page. */
const unindented = (part: string): string => part.replace(/\n\s+/g, "\n");

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(render).join("");
  return escapeText(String(value));
}

export function escapeText(text: string): string {
  return printable(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Numbers stay beside their units when lines are broken. */
export const unbroken = (text: string): string =>
  text.replace(/ (?=(?:ms|s|%|points|req\/s)(?![a-z]))|(?<=×) /g, "\u00a0");

/** Embeds JSON in a script element; without `<`, it cannot end the element. */
export function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(/</g, "\\u003c");
  return html`<script type="application/json" id="${id}">
    ${new Markup(json)}
  </script>`;
}
