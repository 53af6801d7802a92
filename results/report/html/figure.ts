/** The place where the page's script draws a chart; without a script it says what would be there. */
import type { Chart } from "./charts.ts";
import { NONE, number } from "../format.ts";
import { html } from "./markup.ts";
import type { Markup } from "./markup.ts";

export function figure(chart: Chart): Markup {
  return html`<figure class="chart" data-chart="${chart.id}">
    <figcaption>
      <span>${chart.title} <span class="quiet">(${chart.unit}${chart.log && ", logarithmic"})</span></span>
      <span class="copies">
        <button type="button" class="copy" data-copy="csv" aria-label="Copy as CSV">CSV</button>
        <button type="button" class="copy" data-copy="json" aria-label="Copy as JSON">JSON</button>
      </span>
    </figcaption>
    <div class="plot" role="img" tabindex="0" aria-label="${description(chart)}"></div>
    ${chart.note !== undefined && html`<p class="quiet">${chart.note}</p>`}
  </figure> `;
}

/** What a chart shows, for who cannot see it: the range of each line. */
export function description({ title, unit, rightUnit, series }: Chart): string {
  const lines = series.map(({ label, values, right }) => {
    const numbers = values.filter((value) => value !== null);
    if (numbers.length === 0) return `${label}: no data`;
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
    return `${label}: ${low === high ? low : `${low} to ${high}`} ${right ? (rightUnit ?? NONE) : unit}`;
  });
  return `${title}. ${lines.join("; ")}. Left and right arrow keys read single points.`;
}
