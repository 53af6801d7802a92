/** The place where the page's script draws a chart; without a script it says what would be there. */
import type { Chart } from "./charts.ts";
import { NONE, number } from "../format.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

export function figure(chart: Chart): Markup {
  return html`<figure class="chart" data-chart="${chart.id}">
    <figcaption>
      <span>${chart.title} <span class="quiet">(${chart.unit}${chart.log && ", logarithmic"})</span></span>
    </figcaption>
    <div class="plot" role="img" tabindex="0" aria-label="${description(chart)}"></div>
    ${chart.note !== undefined && html`<p class="quiet">${chart.note}</p>`}
  </figure> `;
}

/** What a chart shows, for who cannot see it: the range of each line. */
export function description({ title, unit, rightUnit, series }: Chart): string {
  const lines = series.map(({ label, values, right, limit }) => {
    const numbers = values.filter((value) => value !== null);
    if (numbers.length === 0) return `${label}: no data`;
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
    const most = limit === undefined ? "" : `, limit ${number(limit)}`;
    return `${label}: ${low === high ? low : `${low} to ${high}`} ${right ? (rightUnit ?? NONE) : unit}${most}`;
  });
  return `${title}. ${lines.join("; ")}. Left and right arrow keys read single points.`;
}
