/** Tables that print, can be read aloud (caption, scopes) and copied as CSV. */
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";

export interface Heading {
  text: Content;
  /** Numbers are right-aligned with figures of equal width. */
  number?: boolean;
}

export interface TableRow {
  cells: readonly Content[];
  /** Begins a group: a stronger line above it. */
  group?: boolean;
}

export interface TableOptions {
  caption: Content;
  columns: readonly Heading[];
  rows: readonly TableRow[];
}

/** The first cell of each row is its header. */
export function dataTable({ caption, columns, rows }: TableOptions): Markup {
  const align = (index: number) => (columns[index]?.number ? html` class="number"` : "");
  const head = columns.map(({ text }, index) => html`<th scope="col" ${align(index)}>${text}</th>`);
  const body = rows.map(({ cells, group }) => {
    const [first, ...rest] = cells;
    const others = rest.map((cell, index) => html`<td${align(index + 1)}>${cell}</td>`);
    return html`<tr${group && html` class="group"`}><th scope="row" ${align(0)}>${first}</th>${others}</tr>`;
  });
  const grouped = rows.some(({ group }) => group) && html` class="grouped"`;
  return html`<div class="table" role="region" tabindex="0" aria-label="${captionText(caption)}">
    <table${grouped}>
      <caption>
        ${caption}
        <button type="button" class="copy" data-copy="table">Copy CSV</button>
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body.map((row) => html`${row} `)}
      </tbody>
    </table>
  </div>`;
}

/** A table of its own needs a name: its caption without markup. */
function captionText(caption: Content): string {
  return typeof caption === "string" ? caption : "Table";
}
