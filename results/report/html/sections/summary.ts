/** Stacks x levels at a glance: validity, throughput, failures, and where latencies lie on one common scale. */
import type { Comparison } from "../../../compare/types.ts";
import { meaning, quantity, ratio } from "../../format.ts";
import { dollars } from "../../cost-rows.ts";
import { standingOf } from "../../../compare/index.ts";
import { provenanceBadge } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";
import { FIGURES, latencyScale, tiles } from "./summary-tiles.ts";

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
          Each level on each stack. A line a repeat spans p50 to p99 with p95 marked, on one logarithmic scale from
          ${quantity(scale.min, "ms")} to ${quantity(scale.max, "ms")}. Figures of several repeats are their geometric
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
            Keeping it up goes from ${dollars(costs.a.hour)} to <b>${dollars(costs.b.hour)}</b> an hour
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
