/** Changes between two runs, the latency that links explain, and infrastructure differences. */
import type { Comparison, LevelComparison, MetricChange, Reading } from "../../../compare/types.ts";
import { NONE, difference, quantity, ratio } from "../../../../base/format.ts";
import { arrow, meaning, range } from "../../format.ts";
import { ROUND_TRIP_HEADS, explainedRows, infrastructureRows, unexplainedLines } from "../../comparison-rows.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import { dataTable } from "../table.ts";
import type { TableRow } from "../table.ts";
import { verdictSection } from "./verdicts.ts";

export function comparisonSection(comparison: Comparison, index: number): Markup {
  const { a, b, levels, warnings, verdicts } = comparison;
  const notes = [...warnings, ...comparison.notes];
  const id = `comparison-${index}`;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${a.label} → ${b.label}</h2>
    <p class="callout">${verdicts.why}</p>
    ${verdictSection(comparison)}
    ${
      notes.length > 0 &&
      html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    <div class="columns${isRepeated(comparison) && " wide"}">
      ${levels.map((level) => levelTable(comparison, level))}
    </div>
    ${roundTripTables(comparison)} ${infrastructureTable(comparison)}
  </section>`;
}

/** Only repeats have intervals. */
const isRepeated = ({ levels }: Comparison): boolean =>
  levels.some(({ metrics }) => metrics.some(({ spread }) => spread !== null));

function levelTable(comparison: Comparison, { level, metrics }: LevelComparison): Markup {
  const { a, b } = comparison;
  const repeated = isRepeated(comparison);
  return dataTable({
    caption: `Level ${level}`,
    columns: [
      { text: "metric" },
      { text: html`${a.label}<span class="block">${a.provenance}</span>`, number: true },
      { text: html`${b.label}<span class="block">${b.provenance}</span>`, number: true },
      { text: "change", number: true },
      { text: "relative", number: true },
      ...(repeated ? [{ text: "interval", number: true }] : []),
      { text: "verdict" },
    ],
    rows: metrics.map((change) => ({ cells: changeCells(change, repeated) })),
  });
}

function changeCells(change: MetricChange, repeated: boolean): Content[] {
  const { label, unit, a, b, absolute, relative } = change;
  const word = meaning(change);
  return [
    label,
    reading(a, unit),
    reading(b, unit),
    difference(absolute, unit),
    ratio(relative),
    ...(repeated ? [range(change)] : []),
    html`<span class="change ${word}">${bar(change)} ${arrow(change)} ${word}</span>`,
  ];
}

/** Number of doublings or halvings at which a bar has its full width. */
const DOUBLINGS = 5;

/** The ratio as a bar from the middle, on a logarithmic scale, so that twice and half are equally long. Decorative. */
function bar({ relative }: MetricChange): Content {
  const doublings = relative === null ? 0 : Math.log2(Math.max(1 + relative, 1e-9));
  const length = (50 * Math.min(Math.abs(doublings), DOUBLINGS)) / DOUBLINGS;
  const from = doublings < 0 ? 50 - length : 50;
  return html`<svg class="diverging" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <line x1="50" x2="50" y1="0" y2="10" />
    <rect x="${from.toFixed(1)}" width="${length.toFixed(1)}" y="2" height="6" />
  </svg>`;
}

function reading({ value, reason }: Reading, unit: MetricChange["unit"]): Content {
  if (value !== null) return quantity(value, unit);
  return html`<abbr title="${reason ?? "not measured"}">${NONE}</abbr>`;
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
      the mean latencies. Emulated services count their round trips in each response, including connection set-up. For
      real services, the plan lists the calls, and the pre-flight measured the round trips between nodes.
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
