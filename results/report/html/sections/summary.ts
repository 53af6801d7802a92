/** The summary at the top of the report: stacks by levels, with validity, throughput, failures, and latencies on a common scale. */
import { meanOverCells } from "../../../compare/change.ts";
import { validityOf } from "../../../compare/index.ts";
import { LOAD_METRICS, type Value } from "../../../compare/metrics.ts";
import type { Comparison } from "../../../compare/types.ts";
import type { RecordedResult } from "../../../schema/recorded.ts";
import { dollars } from "../../cost-rows.ts";
import { NONE, number, quantity, ratio } from "../../../../base/format.ts";
import { meaning } from "../../format.ts";
import { provenanceBadge, statusBadge } from "../badges.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";

export function summary(report: Report): Markup {
  const scale = latencyScale(report);
  const heads = report.runs.map(
    ({ label, provenance }) => html`<th scope="col">${label} ${provenanceBadge(provenance)}</th>`,
  );
  const rows = report.levels.map(({ name, cells }) => {
    const columns = report.runs.map((run, index) => {
      const own = cells.filter((cell) => cell.run === run);
      return html`<td>
        ${own.length === 0 ? html`<span class="quiet">not measured</span>` : tiles(own, index, scale)}
      </td>`;
    });
    return html`<tr>
      <th scope="row">${name}<span class="quiet block">${usersOf(cells)}</span></th>
      ${columns}
    </tr> `;
  });
  return html`<section id="summary" aria-labelledby="summary-title">
    <h2 id="summary-title">Summary</h2>
    ${report.comparisons.map(headline)}
    <div class="table" role="region" tabindex="0" aria-label="Stacks by levels">
      <table class="matrix" data-rows="matrix">
        <caption>
          Each level on each stack. Each line spans p50 to p99 of one repeat, with p95 marked, on one logarithmic scale
          from ${quantity(scale.min, "ms")} to ${quantity(scale.max, "ms")}. Figures of several repeats are geometric
          means.
        </caption>
        <thead>
          <tr>
            <th scope="col">level</th>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The matrix as data: a header, then one row per cell. */
export function matrixRows({ levels }: Report): (string | number | null)[][] {
  const names = FIGURES.map(({ label, unit }) => `${label} (${unit})`);
  return [
    ["level", "stack", "repeat", "provenance", "status", ...names],
    ...levels.flatMap(({ name, cells }) =>
      cells.map(({ run, output, archived }) => [
        name,
        run.label,
        output?.repeat ?? null,
        run.provenance,
        output ? validityOf(output).status : archived.missing,
        ...FIGURES.map((metric) => (output ? metric.of(output.result.overall).value : null)),
      ]),
    ),
  ];
}

/** The change of each level's median in a sentence, which is what most readers look for. */
function headline({ a, b, levels, verdicts, costs }: Comparison): Content {
  const sentences = levels.flatMap(({ level, metrics }) => {
    const change = metrics.find(({ metric }) => metric === "p50");
    if (!change || change.absolute === null) return [];
    const { a: before, b: after, unit, relative, direction } = change;
    const word = meaning(change);
    return html`<li>
      At <b>${level}</b> the median latency goes from ${quantity(before.value, unit)} to
      <b>${quantity(after.value, unit)}</b>
      <span class="${word}"
        >(${ratio(relative)}${word && `: ${word}`}${direction === "unknown" && ", from invalid cells"})</span
      >.
    </li>`;
  });
  return (
    sentences.length > 0 &&
    html`<p>
        From <b>${a.label}</b> to <b>${b.label}</b>:
        <span class="${verdicts.verdict ?? ""}">${verdicts.verdict ?? "no verdict"}</span>
      </p>
      <ul class="headline">
        ${sentences}
        ${
          "hour" in costs.a &&
          "hour" in costs.b &&
          html`<li>
            The price of the stack goes from ${dollars(costs.a.hour)} to <b>${dollars(costs.b.hour)}</b> per hour
            <span class="quiet">(<a href="#costs">estimates</a>)</span>.
          </li>`
        }
      </ul>`
  );
}

function usersOf(cells: readonly ReportCell[]): string {
  const users = new Set(
    cells.flatMap(({ output, archived }) => {
      const users = (output?.result ?? archived.begun)?.spec["users"];
      return typeof users === "number" ? [users] : [];
    }),
  );
  return users.size === 0 ? "" : `${[...users].join(" or ")} users`;
}

const WIDTH = 320;
const FIGURES = ["rate", "p50", "p95", "p99", "failures"].map((shown) => LOAD_METRICS.find(({ id }) => id === shown)!);

function tiles(cells: readonly ReportCell[], index: number, scale: Scale): Content {
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
  const counts = Map.groupBy(cells, ({ output, archived }) => (output ? validityOf(output).status : archived.missing));
  return [...counts].map(([status, of]) => {
    const look = of[0]!.output ? status : "invalid";
    return html`<span class="badge ${look}">${number(of.length)} ${status}</span> `;
  });
}

/** The geometric mean of one value per cell, as in comparisons. */
function over(values: readonly Value[]): Value {
  const known = values.flatMap(({ value }) => (value === null ? [] : [value]));
  return known.length > 0 ? { value: meanOverCells(known) } : (values[0] ?? { value: null, reason: "no valid repeat" });
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

interface Scale {
  min: number;
  max: number;
  at: (ms: number) => number;
}

function latencyScale(report: Report): Scale {
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

/** Decorative: repeats the figures beside it. */
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
