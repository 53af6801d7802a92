/** What a level came to on a stack: its figures, and where its latencies lie. Several repeats are one tile, and fold out. */
import { centre } from "../../../compare/change.ts";
import { standingOf } from "../../../compare/index.ts";
import { LOAD_METRICS } from "../../../compare/metrics.ts";
import type { Value } from "../../../compare/metrics.ts";
import type { RecordedResult } from "../../../schema/recorded.ts";
import { NONE, number, quantity } from "../../format.ts";
import { statusBadge } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";

const WIDTH = 320;
export const FIGURES = ["rate", "p50", "p95", "p99", "failures"].map((shown) =>
  LOAD_METRICS.find(({ id }) => id === shown)!,
);

export function tiles(cells: readonly ReportCell[], index: number, scale: Scale): Content {
  if (cells.length === 1) return tile(cells[0]!, index, scale);
  const results = cells.flatMap(({ output }) => (output && output.result.status !== "invalid" ? [output.result] : []));
  return html`<div class="tile">
    ${statuses(cells)} ${figures((metric) => over(results.map(({ overall }) => metric.of(overall))))}
    <div class="ranges">${results.map((result) => range(result, index, scale))}</div>
    <details>
      <summary>each repeat</summary>
      ${cells.map((cell) => tile(cell, index, scale))}
    </details>
  </div>`;
}

function statuses(cells: readonly ReportCell[]): Content {
  const counts = Map.groupBy(cells, ({ output }) => (output ? standingOf(output).status : "cut off"));
  return [...counts].map(
    ([status, of]) =>
      html`<span class="badge ${status === "cut off" ? "invalid" : status}">${number(of.length)} ${status}</span> `,
  );
}

/** As in comparisons: the geometric mean of one value a cell. */
function over(values: readonly Value[]): Value {
  const known = values.flatMap(({ value }) => (value === null ? [] : [value]));
  return known.length > 0 ? { value: centre(known) } : (values[0] ?? { value: null, reason: "no valid repeat" });
}

function figures(of: (metric: (typeof FIGURES)[number]) => Value): Content {
  return html`<dl class="figures">
    ${FIGURES.map((metric) => {
      const { value, reason } = of(metric);
      const shown = value === null ? html`<span title="${reason}">${NONE}</span>` : quantity(value, metric.unit);
      return html`<div>
        <dt>${metric.label}</dt>
        <dd>${shown}</dd>
      </div> `;
    })}
  </dl>`;
}

function tile(cell: ReportCell, index: number, scale: Scale): Content {
  const result = cell.output?.result;
  if (!result)
    return html`<div class="tile">${statusBadge(cell)} <span class="quiet">${cell.archived.cell}</span></div>`;
  const repeat = cell.label === cell.run.label ? "" : html` <span class="quiet">${cell.label}</span>`;
  return html`<div class="tile">
    ${statusBadge(cell)}${repeat} ${figures((metric) => metric.of(result.overall))} ${range(result, index, scale)}
  </div>`;
}

export interface Scale {
  min: number;
  max: number;
  at: (ms: number) => number;
}

export function latencyScale(report: Report): Scale {
  const values = report.levels.flatMap(({ cells }) =>
    cells.flatMap(({ output }) => {
      const latency = output?.result.overall.latencyMs;
      return [latency?.p50, latency?.p95, latency?.p99].filter((value) => typeof value === "number" && value > 0);
    }),
  ) as number[];
  const min = 10 ** Math.floor(Math.log10(Math.min(...values, 1000)));
  const max = Math.max(10 ** Math.ceil(Math.log10(Math.max(...values, 1))), 10 * min);
  const at = (ms: number) => Math.round((WIDTH * Math.log(Math.max(ms, min) / min)) / Math.log(max / min));
  return { min, max, at };
}

/** Decorative: the figures beside it say the same. */
function range({ overall: { latencyMs } }: RecordedResult, index: number, { at }: Scale): Content {
  const { p50, p95, p99 } = latencyMs;
  if (p50 === null) return null;
  const end = p99 ?? p95 ?? p50;
  return html`<svg
    class="range series-${index % 6}"
    viewBox="-5 0 ${WIDTH + 10} 14"
    preserveAspectRatio="xMinYMid"
    aria-hidden="true"
  >
    <line class="axis" x1="0" x2="${WIDTH}" y1="7" y2="7" />
    <line class="span" x1="${at(p50)}" x2="${at(end)}" y1="7" y2="7" />
    <circle cx="${at(p50)}" cy="7" r="4" />
    ${p95 !== null && html`<line class="mark" x1="${at(p95)}" x2="${at(p95)}" y1="2" y2="12" />`}
  </svg>`;
}
