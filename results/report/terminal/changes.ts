/** The changes of a comparison, level by level. */
import { printableLine } from "../../../base/printable.ts";
import { levelText } from "../../compare/index.ts";
import { NONE, difference, quantity } from "../../../base/format.ts";
import { table, type Column, type Row } from "../../../base/table.ts";
import type { CellSummary, Comparison, LevelComparison, MetricChange } from "../../compare/types.ts";
import { explainedLine, rateLines } from "../comparison-rows.ts";
import { range, sizeText, verdictText } from "../format.ts";
import { isMeasured, mainMetrics } from "../main-metrics.ts";
import type { Colours, Style } from "./options.ts";

/** Longer names of sides stand above the table, and `A` and `B` in its heads. */
const MAX_HEAD = 12;

const hasShortNames = ({ a, b }: Comparison): boolean =>
  [a, b].every(({ label }) => printableLine(label).length <= MAX_HEAD);

/** The names of the sides with their runs, one line each. */
export function sides(comparison: Comparison, { colours: { bold, dim }, inLines }: Style): string {
  const both = [comparison.a, comparison.b].map((side) => ({ ...side, label: printableLine(side.label) }));
  const width = Math.max(...both.map(({ label }) => label.length));
  return both
    .map(({ label, runId, provenance }, i) => {
      const key = hasShortNames(comparison) ? "" : `${"AB"[i]}  `;
      const origin = [...(label.includes(runId) ? [] : [printableLine(runId)]), `(${provenance})`].join(" ");
      const text = inLines(`${key}${label.padEnd(width)}  ${origin}`, " ".repeat(key.length));
      return text.replace(label, bold(label)).replace(`(${provenance})`, dim);
    })
    .join("\n");
}

/** Metrics without a value on either side are left out, and all but the main ones unless `all` is set. */
export function shownChanges(
  { levels }: Comparison,
  all: boolean,
): { level: LevelComparison; shown: MetricChange[] }[] {
  const main = mainMetrics(levels);
  const isShown = (change: MetricChange) => isMeasured(change) && (all || main.has(change.metric));
  return levels.map((level) => ({ level, shown: level.metrics.filter(isShown) }));
}

export function changeTable(comparison: Comparison, { all, widthChars, colours }: Style): string {
  const names = hasShortNames(comparison) ? [comparison.a.label, comparison.b.label].map(printableLine) : ["A", "B"];
  const rows = shownChanges(comparison, all).flatMap(({ level, shown }): Row[] => {
    const explained = explainedLine(level);
    return [
      { title: levelTitle(level, names, colours) },
      ...shown.map((change) => changeRow(change, all, colours)),
      ...(explained === undefined ? [] : [{ title: colours.dim(`  mean: ${explained}`) }]),
    ];
  });
  const hasIntervals = comparison.levels.some(({ metrics }) => metrics.some(({ spread }) => spread !== null));
  const columns: Column[] = [
    { head: "" },
    { head: names[0]!, align: "right", dropped: 3 },
    { head: names[1]!, align: "right", dropped: 4 },
    ...(all ? [{ head: "difference", align: "right" as const, dropped: 1 }] : []),
    { head: "change", align: "right" },
    { head: hasIntervals ? "interval" : "", align: "right", dropped: 2 },
    { head: hasIntervals ? "verdict" : "" },
  ];
  return table(columns, rows, { widthChars });
}

/** Why a change that is shown has no verdict. */
export const withoutVerdict = (comparison: Comparison, { colours: { dim }, inLines }: Style): string =>
  rateLines(comparison)
    .map((line) => dim(inLines(line, "  ")))
    .join("\n");

/** Names the sides on which nothing counts as evidence. */
function levelTitle(
  { level, load, a, b }: LevelComparison,
  names: readonly string[],
  { bold, yellow }: Colours,
): string {
  const unfit = [a, b].flatMap((cells, i) => {
    const statuses = statusesOf(cells);
    return statuses === "" ? [] : [yellow(`${names[i]} ${statuses}`)];
  });
  return [bold(printableLine(levelText(level, load))), ...unfit].join("  ");
}

function statusesOf(cells: readonly CellSummary[]): string {
  if (cells.length === 0) return "NOT MEASURED";
  const counts = Map.groupBy(cells, ({ status }) => status);
  return [...counts]
    .filter(([status]) => status !== "complete")
    .map(
      ([status, { length }]) => `${status.toUpperCase()}${cells.length === 1 ? "" : ` (${length} of ${cells.length})`}`,
    )
    .join(", ");
}

function changeRow(change: MetricChange, all: boolean, colours: Colours): string[] {
  const { label, unit, a, b, absolute, relative, verdict } = change;
  const paint = painter(verdict, colours);
  // The difference has a column of its own.
  const size = all && unit !== "%" && relative === null ? NONE : sizeText(change);
  return [
    `  ${label}`,
    quantity(a.value, unit),
    quantity(b.value, unit),
    ...(all ? [paint(narrow(difference(absolute, unit)))] : []),
    paint(narrow(size)),
    paint(narrow(range(change))),
    paint(verdictText(change)),
  ];
}

/** Percentage points by their symbol, so that the table fits 80 columns. */
const narrow = (text: string): string => text.replace(/ points$/, " pp");

function painter(verdict: MetricChange["verdict"], { green, red }: Colours): (text: string) => string {
  if (verdict === "better") return green;
  return verdict === "worse" ? red : (text) => text;
}
