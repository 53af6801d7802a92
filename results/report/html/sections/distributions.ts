/** Distributions of latency of all runs, a figure a level, with the percentiles that can be read from them. */
import type { Chart } from "../charts.ts";
import { figure } from "../figure.ts";
import { html } from "../markup.ts";
import type { Markup } from "../markup.ts";

export function distributions(charts: readonly Chart[]): Markup {
  const body =
    charts.length === 0
      ? html`<p class="quiet">No distribution was archived.</p>`
      : html`<div class="charts">${charts.map(figure)}</div>`;
  return html`<section id="distributions" aria-labelledby="distributions-title">
    <h2 id="distributions-title">Latency distributions</h2>
    <p>How many requests were faster than each latency: the further right, the rarer. Both axes are logarithmic.</p>
    ${body}
  </section>`;
}
