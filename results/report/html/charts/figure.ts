/** A chart as an element of the page: drawn, described in words, and with its data for the script of the page. */
import { NONE, number } from "../../../../base/format.ts";
import { html, jsonScript, type Content, type Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { isFaint, type Chart, type Line } from "./chart.ts";
import { drawing } from "./drawing.ts";
import { isChart, type Slot } from "./load.ts";
import { xScale, yScale } from "./scale.ts";
import { sideOf } from "./sides.ts";

export function figure(chart: Chart): Markup {
  return html`<figure class="chart" data-chart="${chart.id}">
    <figcaption>
      <span>${chart.title} <span class="quiet">(${chart.unit}${chart.log && ", log scale"})</span></span>
    </figcaption>
    <div class="plot" role="img" tabindex="0" aria-label="${description(chart)}">${drawing(chart)}</div>
    ${chart.note !== undefined && html`<p class="quiet">${chart.note}</p>`}
    ${jsonScript(`data-${chart.id}`, dataOf(chart))}
  </figure> `;
}

/** Explains identities; its buttons hide and show their lines within the same section. */
export function legend(entries: readonly Pick<Line, "label" | "identity" | "look">[]): Content {
  if (entries.length === 0) return null;
  return html`<div class="legend" role="group" aria-label="Lines shown">
    ${entries.map(
      (entry) =>
        html`<button type="button" class="entry" aria-pressed="true" data-identity="${entry.identity}">
          ${sample(entry)} ${entry.label}
        </button> `,
    )}
  </div>`;
}

/** Explains lines whose differences are more than their side; without buttons. */
export function key(entries: readonly Pick<Line, "label" | "identity" | "look">[]): Content {
  if (entries.length < 2) return null;
  return html`<ul class="legend">
    ${entries.map((entry) => html`<li class="entry">${sample(entry)} ${entry.label}</li>`)}
  </ul>`;
}

const sample = ({ identity, look }: Pick<Line, "identity" | "look">): Markup =>
  html`<svg width="22" height="10" aria-hidden="true"><path class="line ${identity} ${look}" d="M1 5h20" /></svg>`;

/** Sides of the report; nothing to explain if there is only one. */
export const sideLegend = (report: Pick<Report, "runs">): Content =>
  report.runs.length > 1 && legend(report.runs.map((run) => ({ label: run.label, ...sideOf(report, run) })));

/** A description for screen readers: the range of each strong line. */
export function description({ title, unit, lines }: Chart): string {
  const ranges = lines
    .filter((line) => !isFaint(line))
    .map(({ label, values }) => {
      const numbers = values.filter((value) => value !== null);
      if (numbers.length === 0) return `${label}: no data`;
      const [low, high] = [Math.min(...numbers), Math.max(...numbers)].map(number);
      return `${label}: ${low === high ? low : `${low} to ${high}`} ${unit}`;
    });
  return `${title}. ${ranges.join("; ") || NONE}. Left and right arrow keys read single points.`;
}

/** What the script needs to find the values below the pointer, and to copy the chart as CSV and JSON. */
function dataOf(chart: Chart) {
  const axis = ({ low, high, log }: ReturnType<typeof xScale>) => ({ low, high, log });
  const { unit, xKind, xUnit, xNames, stacked, lines } = chart;
  return {
    ...{ unit, xKind, xUnit, xNames, stacked },
    axes: { x: axis(xScale(chart)), y: axis(yScale(chart)) },
    lines: lines.map(({ x, ...line }) => ({ ...line, x: steps(x) })),
  };
}

/** Evenly spaced places as their start and step. */
function steps(x: readonly number[]): readonly number[] | { from: number; step: number } {
  const [from, next] = x;
  if (from === undefined || next === undefined) return x;
  const step = next - from;
  return x.every((at, index) => at === from + index * step) ? { from, step } : x;
}

/** Charts beside each other, as far as there is room. */
export function chartRow(slots: readonly Slot[]): Markup {
  return html`<div class="charts">
    ${slots.map((slot) =>
      isChart(slot)
        ? figure(slot)
        : html`<p class="chart gap quiet"><b>${slot.title}</b> <span class="block">${slot.why}</span></p>`,
    )}
  </div>`;
}
