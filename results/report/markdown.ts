/** A comparison as Markdown, for a pull request: the headline first, and details folded. */
import { printableLine } from "../../base/printable.ts";
import type { Comparison } from "../compare/types.ts";
import { difference, quantity, ratio } from "../../base/format.ts";
import { arrow, meaning, range } from "./format.ts";
import { costLines, costRows, costSides } from "./cost-rows.ts";
import { infrastructureRows } from "./comparison-rows.ts";
import { ROUND_TRIP_HEADS, explainedRows, unexplainedLines } from "./comparison-rows.ts";
import { VERDICT_HEADS, verdictLines, verdictRows } from "./comparison-rows.ts";

export function comparisonMarkdown(comparison: Comparison): string {
  const { a, b, headline, verdicts, warnings, notes } = comparison;
  const side = ({ label, provenance, runId }: Comparison["a"]) =>
    `**${text(label)}** (${provenance}, run ${text(runId)})`;
  const rows = verdictRows(comparison);
  const parts = [
    `### ${text(headline.text)}`,
    `${side(a)} → ${side(b)}`,
    text(verdicts.why),
    rows.length > 0 ? table(VERDICT_HEADS, rows) : "",
    list([...verdictLines(comparison), ...warnings, ...notes]),
    folded("All metrics", metricTable(comparison)),
    folded("Latency added by links", roundTripText(comparison)),
    folded("Infrastructure differences", infrastructureTable(comparison)),
    folded("Costs", costText(comparison)),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
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
  const heads = ["", ...sides.map(({ label }) => label), "change"];
  return rows.length === 0 ? "" : `${table(heads, rows)}\n\n${list(costLines(sides))}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(text).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${text(line)}`).join("\n");

const folded = (title: string, body: string): string =>
  body === "" ? "" : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;

/** Escapes text, so that names of targets and stacks become neither markup nor additional cells. */
function text(value: string): string {
  return printableLine(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\\`*_[\]|#@~]/g, "\\$&");
}
