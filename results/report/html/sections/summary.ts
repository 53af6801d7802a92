/** Stacks x levels at a glance: validity, throughput, failures, and where latencies lie on one common scale. */
import { LOAD_METRICS } from "../../../compare/metrics.ts";
import type { Comparison } from "../../../compare/types.ts";
import type { RecordedResult } from "../../../schema/recorded.ts";
import { NONE, meaning, quantity, ratio } from "../../format.ts";
import { standingOf } from "../../../compare/index.ts";
import { provenanceBadge, statusBadge } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";

const WIDTH = 320;
const FIGURES = ["rate", "p50", "p95", "p99", "failures"].map((shown) => LOAD_METRICS.find(({ id }) => id === shown)!);

export function summary(report: Report): Markup {
  const scale = latencyScale(report);
  const heads = report.runs.map(
    ({ label, provenance }) => html`<th scope="col">${label} ${provenanceBadge(provenance)}</th>`,
  );
  const rows = report.levels.map(({ name, cells }) => {
    const columns = report.runs.map((run, index) => {
      const own = cells.filter((cell) => cell.run === run);
      return html`<td>
        ${own.length === 0 ? html`<span class="quiet">not measured</span>` : own.map((cell) => tile(cell, index, scale))}
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
          Each level on each stack. The line spans p50 to p99 with p95 marked, on one logarithmic scale from
          ${quantity(scale.min, "ms")} to ${quantity(scale.max, "ms")}.
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

/** The matrix as data: a row a cell, below the names of its columns. */
export function matrixRows({ levels }: Report): (string | number | null)[][] {
  const names = FIGURES.map(({ label, unit }) => `${label} (${unit})`);
  return [
    ["level", "stack", "repeat", "provenance", "status", ...names],
    ...levels.flatMap(({ name, cells }) =>
      cells.map(({ run, output }) => [
        name,
        run.label,
        output?.repeat ?? null,
        run.provenance,
        output ? standingOf(output).status : "cut off",
        ...FIGURES.map((metric) => (output ? metric.of(output.result.overall).value : null)),
      ]),
    ),
  ];
}

/** The median of each level in a sentence: what most readers came for. */
function headline({ a, b, levels, verdicts }: Comparison): Content {
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
      </ul>`
  );
}

function tile(cell: ReportCell, index: number, scale: Scale): Content {
  const result = cell.output?.result;
  if (!result)
    return html`<div class="tile">${statusBadge(cell)} <span class="quiet">${cell.archived.cell}</span></div>`;
  const repeat = cell.label === cell.run.label ? "" : html` <span class="quiet">${cell.label}</span>`;
  return html`<div class="tile">
    ${statusBadge(cell)}${repeat}
    <dl class="figures">
      ${FIGURES.map((metric) => {
        const { value, reason } = metric.of(result.overall);
        const shown = value === null ? html`<span title="${reason}">${NONE}</span>` : quantity(value, metric.unit);
        return html`<div>
          <dt>${metric.label}</dt>
          <dd>${shown}</dd>
        </div> `;
      })}
    </dl>
    ${range(result, index, scale)}
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

function usersOf(cells: readonly ReportCell[]): string {
  const users = new Set(
    cells.flatMap(({ output, archived }) => {
      const users = (output?.result ?? archived.begun)?.spec["users"];
      return typeof users === "number" ? [users] : [];
    }),
  );
  return users.size === 0 ? "" : `${[...users].join(" or ")} users`;
}
