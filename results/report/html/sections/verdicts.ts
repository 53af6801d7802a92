/** Verdicts of a comparison: primary metrics, guards, and endpoints of primary metrics that changed. */
import type { Comparison, MetricChange } from "../../../compare/types.ts";
import { difference, number, quantity, ratio } from "../../../../base/format.ts";
import { range } from "../../format.ts";
import { VERDICT_HEADS, verdictLines, verdictRows } from "../../comparison-rows.ts";
import { html } from "../markup.ts";
import type { Content } from "../markup.ts";
import { dataTable } from "../table.ts";

export function verdictSection(comparison: Comparison): Content {
  const lines = [...guardLines(comparison), ...verdictLines(comparison)];
  return html`${primaries(comparison)} ${endpointVerdicts(comparison)}
  ${
    lines.length > 0 &&
    html`<ul class="notes">
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`
  }`;
}

function primaries(comparison: Comparison): Content {
  const rows = verdictRows(comparison);
  if (rows.length === 0) return null;
  return dataTable({
    caption: `Primary metrics: ${comparison.verdicts.verdict ?? "no verdict"}`,
    columns: VERDICT_HEADS.map((text, index) => ({ text, number: index > 0 && index < VERDICT_HEADS.length - 1 })),
    rows: rows.map((cells) => {
      const word = cells.at(-1)!;
      return { cells: [...cells.slice(0, -1), html`<span class="${word}">${word}</span>`] };
    }),
  });
}

/** Secondary verdicts on endpoints, which are tested only if a primary changed; those on levels are in the tables of the levels. */
function endpointVerdicts({ levels }: Comparison): Content {
  const rows = levels.flatMap(({ level, endpoints }) =>
    endpoints.flatMap(({ name, metrics }) =>
      metrics
        .filter(({ role, verdict }) => role === "secondary" && verdict !== null)
        .map((change) => ({ cells: [level, name, ...changed(change)] })),
    ),
  );
  if (rows.length === 0) return null;
  const table = dataTable({
    caption: "Endpoints of primary metrics that changed",
    columns: [
      { text: "level" },
      { text: "endpoint" },
      { text: "metric" },
      ...["before", "after", "change", "relative", "interval"].map((text) => ({ text, number: true })),
      { text: "verdict" },
    ],
    rows,
  });
  return html`<details>
    <summary>Endpoints: ${number(rows.length)} verdicts on primary metrics that changed</summary>
    ${table}
  </details>`;
}

function changed(change: MetricChange): Content[] {
  const { label, unit, a, b, absolute, relative, verdict } = change;
  return [
    label,
    quantity(a.value, unit),
    quantity(b.value, unit),
    difference(absolute, unit),
    ratio(relative),
    range(change),
    html`<span class="${verdict}">${verdict}</span>`,
  ];
}

const guardLines = ({ verdicts }: Comparison): string[] =>
  verdicts.guards.map(
    ({ level, verdict }) =>
      `failed and dropped requests at ${level}: ${verdict === "holds" ? "not worse beyond the margin" : verdict === "no failures" ? "none" : verdict}`,
  );
