/** The results as one table: levels and sides as columns, six metrics as rows that unfold. */
import { loadText, saysLoad, validityOf } from "../../../compare/index.ts";
import { readingOfCells } from "../../../compare/change.ts";
import type { Metric } from "../../../compare/metrics.ts";
import type { MetricChange } from "../../../compare/types.ts";
import type { CellOutput } from "../../../schema/outputs.ts";
import { NONE, number, quantity } from "../../../../base/format.ts";
import { meaning, range, sizeText, verdictText } from "../../format.ts";
import { sideMarker } from "../figures/side-marker.ts";
import { metricRows, type MetricRow } from "../metric-rows.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";
import { changesOf, sideCells } from "../readings.ts";

export function results(report: Report): Markup {
  const outputs = report.levels.flatMap((level) => report.runs.flatMap((run) => sideCells(level, run)));
  const rows = metricRows((metric) => outputs.some((output) => metric.of(output).value !== null));
  const sides = report.runs.length;
  return html`<section id="results" aria-labelledby="results-title">
    <h2 id="results-title">Results</h2>
    <div class="table" role="region" tabindex="0" aria-label="Results by level">
      <table class="results${sides === 1 && " single"}" data-rows="results-data">
        <caption>
          ${captionOf(report)}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${report.levels.map(
              ({ name, cells }) =>
                html`<th scope="colgroup" colspan="${sides}" ${sides === 1 && html` class="number"`}>
                  ${name} ${!saysLoad(name) && html`<span class="quiet">${loadOf(cells)}</span>`}
                </th>`,
            )}
          </tr>
          ${sides > 1 && sidesRow(report)}
          <tr>
            <th scope="row">cells</th>
            ${report.levels.map(({ cells }) =>
              report.runs.map(
                (run, side) =>
                  html`<td class="number${side === 0 && " edge"}">
                    ${statuses(cells.filter((cell) => cell.run === run))}
                  </td>`,
              ),
            )}
          </tr>
        </thead>
        ${rows.map((row) => group(report, row))}
      </table>
    </div>
  </section>`;
}

function sidesRow({ levels, runs }: Report): Markup {
  return html`<tr>
    <td></td>
    ${levels.map(() =>
      runs.map(
        ({ label }, side) =>
          html`<th scope="col" class="number${side === 0 && " edge"}">${sideMarker(side)}${label}</th>`,
      ),
    )}
  </tr>`;
}

function captionOf({ runs, comparisons }: Report): string {
  const isRepeated = runs.some(({ cells }) => cells.some(({ output }) => (output?.repeat ?? 1) > 1));
  const parts = [
    ...(comparisons[0] ? [`Changes are against ${comparisons[0].a.label}; words are verdicts.`] : []),
    ...(isRepeated ? ["Values of several repeats are geometric means."] : []),
    "Rows unfold to intervals and related metrics.",
  ];
  return parts.join(" ");
}

/** One metric, with its interval, repeats and related metrics in rows that a script folds. */
function group(report: Report, { metric, more }: MetricRow): Markup {
  const details = [
    ...extents(report, metric),
    ...more.flatMap((each) => [valueRow(report, each, "more"), ...extents(report, each)]),
  ];
  return html`<tbody>
    ${valueRow(report, metric, details.length > 0 ? "main unfolds" : "main")} ${details}
  </tbody> `;
}

function valueRow(report: Report, metric: Measure, look: string): Markup {
  return row(report, metric, { look, head: metric.label }, (outputs, change) => {
    const { value, reason } = readingOfCells(metric, outputs);
    if (value === null) return html`<abbr title="${reason ?? "not measured"}">${NONE}</abbr>`;
    return html`${quantity(value, metric.unit)}${change && delta(change)}`;
  });
}

function delta(change: MetricChange): Content {
  return html` <span class="delta ${meaning(change)}">${sizeText(change)} ${verdictText(change)}</span>`;
}

/** The interval of the change, and the range of the repeats. */
function extents(report: Report, metric: Measure): Markup[] {
  const isCompared = report.levels.some(({ name }) =>
    changesOf(report, name, metric.id).some((change) => change?.spread),
  );
  const valuesOf = (outputs: readonly CellOutput[]) => outputs.flatMap((output) => metric.of(output).value ?? []);
  const isRepeated = report.levels.some((level) =>
    report.runs.some((run) => valuesOf(sideCells(level, run)).length > 1),
  );
  const look = "more extent";
  return [
    ...(isCompared ? [row(report, metric, { look, head: "interval" }, (_, change) => change && range(change))] : []),
    ...(isRepeated
      ? [
          row(report, metric, { look, head: "repeats" }, (outputs) => {
            const values = valuesOf(outputs);
            if (values.length === 0) return NONE;
            return `${number(Math.min(...values))} to ${quantity(Math.max(...values), metric.unit)}`;
          }),
        ]
      : []),
  ];
}

type Measure = Metric<CellOutput>;

function row(
  report: Report,
  metric: Measure,
  { look, head }: { look: string; head: string },
  of: (outputs: readonly CellOutput[], change: MetricChange | null) => Content,
): Markup {
  const cells = report.levels.map((level) => {
    const changes = changesOf(report, level.name, metric.id);
    return report.runs.map(
      (run, side) =>
        html`<td class="number${side === 0 && " edge"}">${of(sideCells(level, run), changes[side] ?? null)}</td>`,
    );
  });
  return html`<tr class="${look}">
    <th scope="row">${head}</th>
    ${cells}
  </tr> `;
}

/** Also of cells that have begun only. */
function loadOf(cells: readonly ReportCell[]): string {
  const texts = cells.flatMap(({ output, archived }) => {
    const begun = output?.result ?? archived.begun;
    return begun ? (loadText(begun.spec) ?? []) : [];
  });
  return [...new Set(texts)].join(" or ");
}

function statuses(cells: readonly ReportCell[]): Content {
  if (cells.length === 0) return html`<span class="quiet">not measured</span>`;
  const counts = Map.groupBy(cells, ({ output, archived }) => (output ? validityOf(output).status : archived.missing));
  return [...counts].map(([status, of]) => {
    const look = of[0]!.output ? status : "invalid";
    return html`<span class="badge ${look}">${cells.length > 1 && `${number(of.length)} `}${status}</span> `;
  });
}
