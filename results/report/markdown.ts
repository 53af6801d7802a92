/** A comparison as Markdown, for a pull request: the headline, a table of six rows, and everything else folded. */
import { levelText } from "../compare/index.ts";
import type { Comparison } from "../compare/types.ts";
import { difference, quantity, ratio } from "../../base/format.ts";
import { arrow, meaning, range, sizeAndRange, verdictText } from "./format.ts";
import { costLines, costRows, costSides } from "./cost-rows.ts";
import { costVerdicts } from "./cost-verdict.ts";
import { infrastructureRows } from "./comparison-rows.ts";
import { DERIVED_HEADS, derivedRows } from "./derived-rows.ts";
import { ROUND_TRIP_HEADS, explainedRows, unexplainedLines } from "./comparison-rows.ts";
import { VERDICT_HEADS, verdictLines, verdictRows } from "./comparison-rows.ts";
import { list, table, text } from "./markdown-text.ts";
import { isMeasured, mainMetrics } from "./main-metrics.ts";

const MAX_ROWS = 6;
/** More of them are folded. */
const MAX_WARNINGS = 3;

export function comparisonMarkdown(comparison: Comparison): string {
  const { a, b, headline, warnings } = comparison;
  const side = ({ label, provenance, runId }: Comparison["a"]) =>
    `**${text(label)}** (${provenance}, run ${text(runId)})`;
  const parts = [
    `### ${text(headline.text)}`,
    shortTable(comparison),
    otherLevels(comparison),
    derivedTable(comparison),
    list(warnings.slice(0, MAX_WARNINGS)),
    `${side(a)} → ${side(b)}`,
    folded("How the verdict was reached", verdictDetails(comparison)),
    folded("All metrics", metricTable(comparison)),
    folded("Latency added by links", roundTripText(comparison)),
    folded("Infrastructure differences", infrastructureTable(comparison)),
    folded("Costs", costText(comparison)),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/** The level that the headline is about; the last one if it is about none. */
function mainLevel({ headline, levels }: Comparison): Comparison["levels"][number] | undefined {
  const name = headline.effect?.level ?? headline.opposite?.level;
  return levels.find(({ level }) => level === name) ?? levels.at(-1);
}

function shortTable(comparison: Comparison): string {
  const main = mainMetrics(comparison.levels);
  const level = mainLevel(comparison);
  const changes = (level?.metrics ?? []).filter((change) => isMeasured(change) && main.has(change.metric));
  const rows = changes
    .slice(0, MAX_ROWS)
    .map((change) => [
      change.label,
      quantity(change.a.value, change.unit),
      quantity(change.b.value, change.unit),
      sizeAndRange(change),
      verdictText(change),
    ]);
  const heads = [
    level ? levelText(level.level, level.load) : "",
    comparison.a.label,
    comparison.b.label,
    "change",
    "verdict",
  ];
  return rows.length === 0 ? "" : table(heads, rows);
}

/** The verdicts on primaries that the table does not show. */
function otherLevels(comparison: Comparison): string {
  const shown = mainLevel(comparison)?.level;
  const others = comparison.verdicts.primaries.filter(({ level }) => level !== shown);
  const words = others.map(({ level, metric, verdict }) => `${level} ${metric} ${verdict ?? "not tested"}`);
  return words.length === 0 ? "" : `Other levels: ${text(words.join(", "))}.`;
}

/** Figures that follow from several cells, or from a load that changes. */
function derivedTable(comparison: Comparison): string {
  const rows = derivedRows(comparison);
  return rows.length === 0 ? "" : table(["derived", comparison.a.label, comparison.b.label, ...DERIVED_HEADS], rows);
}

function verdictDetails(comparison: Comparison): string {
  const { verdicts, warnings, notes } = comparison;
  const rows = verdictRows(comparison);
  return [
    text(verdicts.why),
    rows.length > 0 ? table(VERDICT_HEADS, rows) : "",
    list([...verdictLines(comparison), ...warnings.slice(MAX_WARNINGS), ...notes]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function metricTable({ a, b, levels }: Comparison): string {
  const rows = levels.flatMap(({ level, metrics }) =>
    metrics
      .filter((change) => change.a.value !== null || change.b.value !== null)
      .map((change) => [
        level,
        change.label,
        quantity(change.a.value, change.unit),
        quantity(change.b.value, change.unit),
        difference(change.absolute, change.unit),
        ratio(change.relative),
        range(change),
        `${arrow(change)} ${meaning(change)}`.trim(),
      ]),
  );
  return table(["level", "metric", a.label, b.label, "change", "relative", "interval", "verdict"], rows);
}

function roundTripText({ levels }: Comparison): string {
  const rows = levels.flatMap((level) => explainedRows(level).map((cells) => [level.level, ...cells]));
  const [, ...heads] = ROUND_TRIP_HEADS;
  const shown = rows.length > 0 ? table(["level", "endpoint", ...heads], rows) : "";
  return [shown, list(levels.flatMap(unexplainedLines))].filter((part) => part !== "").join("\n\n");
}

function infrastructureTable(comparison: Comparison): string {
  const rows = infrastructureRows(comparison).map(({ section, items, sides }) => [section, items.join(", "), ...sides]);
  return rows.length === 0 ? "" : table(["", "item", comparison.a.label, comparison.b.label], rows);
}

function costText(comparison: Comparison): string {
  const sides = costSides(comparison);
  const rows = costRows(sides);
  const verdicts = costVerdicts(comparison).map(({ text: verdict }) => verdict);
  const heads = ["", ...sides.map(({ label }) => label), "change"];
  return rows.length === 0 ? "" : `${table(heads, rows)}\n\n${list([...verdicts, ...costLines(sides)])}`;
}

const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
