/** Tables with captions and scopes for screen readers, which can be printed and copied as CSV. */
import { html } from "./markup.ts";
import type { Content, Markup } from "./markup.ts";

export interface Heading {
  text: Content;
  /** Right-aligned, with figures of equal width. */
  number?: boolean;
}

export interface TableRow {
  cells: readonly Content[];
  /** Starts a group, with a stronger line above it. */
  group?: boolean;
}

export interface TableOptions {
  caption: string;
  columns: readonly Heading[];
  rows: readonly TableRow[];
  /** Id of the element with the data that copies hold instead of the shown cells. */
  data?: string;
}

/** The first cell of each row is its header; it is hidden if it repeats the one above within a group. */
export function dataTable({ caption, columns, rows, data }: TableOptions): Markup {
  const align = (index: number) => (columns[index]?.number ? html` class="number"` : "");
  const head = columns.map(({ text }, index) => html`<th scope="col" ${align(index)}>${text}</th>`);
  const body = rows.map(({ cells, group }, index) => {
    const [first, ...rest] = cells;
    const again = index > 0 && !group && typeof first === "string" && first === rows[index - 1]?.cells[0];
    const others = rest.map((cell, index) => html`<td${align(index + 1)}>${cell}</td>`);
    return html`<tr${group && html` class="group"`}><th scope="row"${again && html` class="again"`}>${first}</th>${others}</tr>`;
  });
  const grouped = rows.some(({ group }) => group) && html` class="grouped"`;
  return html`<div class="table" role="region" tabindex="0" aria-label="${caption}">
    <table${grouped}${data !== undefined && html` data-rows="${data}"`}>
      <caption>
        ${caption}
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
