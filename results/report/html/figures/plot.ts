/** The parts of figures whose width follows the page: coordinates are in percent, so that text and markers keep their size. */
import { number } from "../../../../base/format.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Axis } from "./axis.ts";

/** One row of a figure; what it shows is in the text beside it too. */
export function plotRow({ ticks, at }: Axis, content: Content): Markup {
  return html`<svg class="plot-row" aria-hidden="true">
    ${ticks.map((tick) => html`<line class="grid" x1="${at(tick)}%" x2="${at(tick)}%" y1="0" y2="100%" />`)} ${content}
  </svg>`;
}

export function axisRow({ ticks, at }: Axis): Markup {
  return html`<svg class="plot-axis" aria-hidden="true">
    ${ticks.map(
      (tick) =>
        html`<line x1="${at(tick)}%" x2="${at(tick)}%" y1="0" y2="4" />
          <text x="${at(tick)}%" y="15">${number(tick)}</text>`,
    )}
  </svg>`;
}
