/** The parts of a comparison that are folded at first: round trips by endpoint, infrastructure, costs and primaries. */
import { printableLine } from "../../../base/printable.ts";
import { figures, table, wrapped, type Column, type Row } from "../../../base/table.ts";
import type { Comparison } from "../../compare/types.ts";
import {
  ROUND_TRIP_HEADS,
  VERDICT_HEADS,
  explainedRows,
  infrastructureRows,
  unexplainedLines,
  verdictLines,
  verdictRows,
} from "../comparison-rows.ts";
import { costLines, costRows, costSides } from "../cost-rows.ts";
import { costVerdicts } from "../cost-verdict.ts";
import { DERIVED_HEADS, derivedRows, missingMetrics, unjudgedMetrics } from "../derived-rows.ts";
import type { Style } from "./options.ts";

const LIST_WIDTH = 32;
/** Columns of primaries that a narrow terminal lacks, the least important first. */
const LESS_IMPORTANT = ["exact p", "minimum detectable", "margin", "repeats needed", "interval"];

const droppable = (columns: readonly Column[], heads: readonly string[]): Column[] =>
  columns.map((column) => {
    const at = heads.indexOf(column.head);
    return at < 0 ? column : { ...column, dropped: at };
  });

export function roundTripTable({ levels }: Comparison, { colours: { bold, dim }, inLines, widthChars }: Style): string {
  const explained = levels.filter((level) => explainedRows(level).length > 0);
  const lines = levels.flatMap(unexplainedLines).map((line) => dim(inLines(printableLine(line), "  ")));
  if (explained.length + lines.length === 0) return "";
  const rows = explained.flatMap((level): Row[] => [
    { title: bold(printableLine(level.level)) },
    ...explainedRows(level).map(([name, ...cells]) => [`  ${printableLine(name!)}`, ...cells]),
  ]);
  const shown =
    rows.length > 0 ? [table(droppable(figures(ROUND_TRIP_HEADS), ["observed"]), rows, { widthChars })] : [];
  return ["Latency added by links (mean number of round trips x duration of one)", ...shown, ...lines].join("\n");
}

/** Figures that follow from several cells, or from a load that changes. */
export function derivedTable(comparison: Comparison, { colours: { dim }, inLines, widthChars }: Style): string {
  const rows = derivedRows(comparison).map((row) => row.map(printableLine));
  if (rows.length === 0) return "";
  const sides = [comparison.a.label, comparison.b.label].map(printableLine);
  const lines = [...missingMetrics(comparison), ...unjudgedMetrics(comparison)].map((line) =>
    dim(inLines(printableLine(line), "  ")),
  );
  const columns = droppable(figures(["Derived", ...sides, ...DERIVED_HEADS]), ["interval"]);
  return [table(columns, rows, { widthChars }), ...lines].join("\n");
}

export function infrastructureTable(comparison: Comparison, { colours: { dim }, inLines }: Style): string {
  const { a, b, infrastructure } = comparison;
  if (a.topologyDigest === null || b.topologyDigest === null)
    return dim(inLines("The infrastructure was not recorded on both sides, so it is not compared."));
  if (infrastructure.length === 0) return dim("No infrastructure differences.");
  const rows = infrastructureRows(comparison).map(({ section, items, sides }) => [
    `  ${section}`,
    wrapped(items.map(printableLine).join(", "), LIST_WIDTH),
    ...sides.map(printableLine),
  ]);
  return `Infrastructure differences\n${table(
    [{ head: "" }, { head: "" }, { head: a.label }, { head: b.label }],
    rows,
  )}`;
}

export function costTable(comparison: Comparison, { colours: { dim }, inLines }: Style): string {
  const sides = costSides(comparison);
  const rows = costRows(sides).map(([name, ...sums]) => [`  ${printableLine(name!)}`, ...sums]);
  const lines = [...costVerdicts(comparison).map(({ text }) => text), ...costLines(sides)].map((line) =>
    dim(inLines(printableLine(line), "  ")),
  );
  const columns = figures(["Costs", ...sides.map(({ label }) => label), "change"]);
  return [...(rows.length > 0 ? [table(columns, rows)] : []), ...lines].join("\n");
}

/** One row per primary: its change, minimum detectable change, repeats needed and verdict. */
export function verdictTable(comparison: Comparison, { colours: { dim }, inLines, widthChars }: Style): string {
  const rows = verdictRows(comparison).map((row) => row.map(printableLine));
  const lines = verdictLines(comparison).map((line) => dim(inLines(printableLine(line), "  ")));
  const columns = VERDICT_HEADS.map((head, i) => ({
    head,
    align: i === 0 || i === VERDICT_HEADS.length - 1 ? ("left" as const) : ("right" as const),
  }));
  return [...(rows.length > 0 ? [table(droppable(columns, LESS_IMPORTANT), rows, { widthChars })] : []), ...lines].join(
    "\n",
  );
}
