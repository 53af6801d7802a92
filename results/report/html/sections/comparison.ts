/** The verdict on two sides: tests and guards, the latency that links explain, and infrastructure differences. */
import type { Comparison } from "../../../compare/types.ts";
import { ROUND_TRIP_HEADS, explainedRows, infrastructureRows, unexplainedLines } from "../../comparison-rows.ts";
import { DERIVED_HEADS, derivedRows, unjudgedMetrics } from "../../derived-rows.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import { dataTable } from "../table.ts";
import type { TableRow } from "../table.ts";
import { folded } from "./folded.ts";
import { verdictSection } from "./verdicts.ts";

export function comparisonSection(comparison: Comparison, index: number, { length }: readonly unknown[]): Markup {
  const { b, warnings, verdicts } = comparison;
  const notes = [...warnings, ...comparison.notes];
  const title = length === 1 ? "Verdict" : `Verdict on ${b.label}`;
  const gist = html`${verdicts.verdict ?? "no verdict"}${comparison.headline.confidence && `; ${comparison.headline.confidence.basis}`}`;
  return folded(
    { id: `comparison-${index}`, title, gist },
    html`<p class="callout">${verdicts.why}</p>
      ${verdictSection(comparison)} ${derivedTable(comparison)}
      ${
        notes.length > 0 &&
        html`<ul class="notes">
          ${notes.map((note) => html`<li>${note}</li>`)}
        </ul>`
      }
      ${roundTripTables(comparison)} ${infrastructureTable(comparison)}`,
  );
}

function derivedTable(comparison: Comparison): Content {
  const rows = derivedRows(comparison);
  if (rows.length === 0) return null;
  return html`<h3>Derived metrics</h3>
    ${dataTable({
      caption: "Figures that follow from several cells, or from a load that changes",
      columns: [
        { text: "metric" },
        ...[comparison.a.label, comparison.b.label, ...DERIVED_HEADS].map((text) => ({ text, number: true })),
      ],
      rows: rows.map((cells) => ({ cells })),
    })}
    ${unjudgedMetrics(comparison).map((line) => html`<p class="quiet">${line}</p>`)}`;
}

function roundTripTables({ a, b, levels }: Comparison): Content {
  const rows = levels.flatMap((level): TableRow[] =>
    explainedRows(level).map((cells, index) => ({ group: index === 0, cells: [level.level, ...cells] })),
  );
  const lines = levels.flatMap(unexplainedLines);
  if (rows.length + lines.length === 0) return null;
  const [, ...heads] = ROUND_TRIP_HEADS;
  return html`<h3>Latency explained by the links between nodes</h3>
    <p>
      Links add the sequential round trips of a request times the duration of one; observed is the difference between
      the mean latencies. The storefront counts its round trips in each response, including connection set-up; of other
      emulated services, the links count them. For real services, the plan lists the calls, and the pre-flight measured
      the round trips between nodes.
    </p>
    ${
      rows.length > 0 &&
      dataTable({
        caption: `Round trips and added latency, ${a.label} to ${b.label}`,
        columns: [{ text: "level" }, { text: "endpoint" }, ...heads.map((text) => ({ text, number: true }))],
        rows,
      })
    }
    ${
      lines.length > 0 &&
      html`<ul class="notes">
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`
    }`;
}

function infrastructureTable(comparison: Comparison): Content {
  const { a, b, infrastructure } = comparison;
  if (a.topologyDigest === null || b.topologyDigest === null)
    return html`<p>The infrastructure was not recorded on both sides, so it is not compared.</p>`;
  if (infrastructure.length === 0) return html`<p>Both have the same infrastructure.</p>`;
  return html`<h3>Infrastructure differences</h3>
    ${dataTable({
      caption: `Infrastructure of ${a.label} and ${b.label}: differences only`,
      columns: [{ text: "item" }, { text: "section" }, { text: a.label }, { text: b.label }],
      rows: infrastructureRows(comparison).map(({ section, items, sides }) => ({
        cells: [items.join(", "), section, ...sides],
      })),
    })}`;
}
