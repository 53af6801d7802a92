import { printable } from "../../../base/printable.ts";

/**
 * HTML as tagged templates that escape: text becomes markup only through `html`, so that what targets, files and people
 * wrote can never be executed or break out of its element.
 */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** Strings and numbers are escaped, for text and for quoted attributes alike; lists are joined; nothing is nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const [first = "", ...parts] = strings.map(unindented);
  return new Markup(parts.reduce((text, part, index) => text + render(values[index]) + part, first));
}

/** The indentation of the source is a quarter of a large page. */
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

/** JSON that may stand in a `<script type="application/json">`: no `<` can end it. */
export function jsonScript(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(/</g, "\\u003c");
  return html`<script type="application/json" id="${id}">
    ${new Markup(json)}
  </script>`;
}
