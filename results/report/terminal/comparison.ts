/** A comparison on the terminal: the headline, then metrics by level, round trips, infrastructure, costs, verdicts and notes. */
import { createColors } from "picocolors";
import { printableLine } from "../../../base/printable.ts";
import type { CellSummary, Comparison, LevelComparison, MetricChange } from "../../compare/types.ts";
import { NONE, arrow, difference, meaning, quantity, range, ratio } from "../format.ts";
import { costLines, costRows, costSides } from "../cost-rows.ts";
import { infrastructureRows } from "../comparison-rows.ts";
import { ROUND_TRIP_HEADS, explainedRows, unexplainedLines } from "../comparison-rows.ts";
import { VERDICT_HEADS, verdictLines, verdictRows } from "../comparison-rows.ts";
import { figures, inLines, table } from "./table.ts";
import type { Row } from "./table.ts";

export interface TerminalOptions {
  /** ANSI colours, in addition to words and signs. Default `false`. */
  colour?: boolean;
}

type Colours = ReturnType<typeof createColors>;

export function comparisonTable(comparison: Comparison, { colour = false }: TerminalOptions = {}): string {
  const colours = createColors(colour);
  const parts = [
    colours.bold(printableLine(comparison.headline.text)),
    heading(comparison, colours),
    metricTable(comparison, colours),
    missing(comparison, colours),
    roundTripTable(comparison, colours),
    infrastructureTable(comparison, colours),
    costTable(comparison, colours),
    verdictTable(comparison, colours),
    notes(comparison, colours),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function heading({ a, b }: Comparison, { bold, dim }: Colours): string {
  const side = ({ label, runId, provenance }: Comparison["a"]) =>
    `${bold(printableLine(label))} ${dim(`(${provenance}, run ${printableLine(runId)})`)}`;
  return `${side(a)}  →  ${side(b)}`;
}

function metricTable({ a, b, levels }: Comparison, colours: Colours): string {
  const repeated = levels.some(({ metrics }) => metrics.some(({ spread }) => spread !== null));
  const rows = levels.flatMap((level): Row[] => [
    { title: levelTitle(level, colours) },
    ...level.metrics.map((change) => metricRow(change, repeated, colours)),
  ]);
  const columns = [
    { head: "" },
    { head: a.label, align: "right" as const },
    { head: b.label, align: "right" as const },
    { head: "change", align: "right" as const },
    { head: "", align: "right" as const },
    ...(repeated ? [{ head: "interval", align: "right" as const }] : []),
    { head: "" },
  ];
  return table(columns, rows);
}

function levelTitle({ level, a, b }: LevelComparison, { bold, yellow, dim }: Colours): string {
  const state = (cells: CellSummary[]) =>
    [...new Set(cells.map(({ status }) => status))]
      .map((status) => (status === "complete" ? dim(status) : yellow(status.toUpperCase())))
      .join(", ") || yellow("NOT MEASURED");
  return `${bold(printableLine(level))}  ${state(a)} | ${state(b)}`;
}

function metricRow(change: MetricChange, repeated: boolean, colours: Colours): string[] {
  const { label, unit, a, b, absolute, relative } = change;
  const word = meaning(change);
  const paint = painter(word, colours);
  return [
    `  ${label}`,
    quantity(a.value, unit),
    quantity(b.value, unit),
    paint(difference(absolute, unit)),
    paint(ratio(relative)),
    ...(repeated ? [paint(range(change))] : []),
    paint(`${arrow(change)} ${word}`.trim()),
  ];
}

function painter(word: string, { green, red }: Colours): (text: string) => string {
  if (word === "better") return green;
  return word === "worse" ? red : (text) => text;
}

/** Missing values, one line per side of a level and reason; reasons that differ only in numbers share a line. */
function missing({ a, b, levels }: Comparison, { dim }: Colours): string {
  const lines = levels.flatMap(({ level, metrics }) =>
    ([a, b] as const).flatMap((side, index) => {
      const gaps = metrics.flatMap(({ label, ...change }) => {
        const { value, reason } = index === 0 ? change.a : change.b;
        return value === null ? [{ label, reason: reason ?? "not measured" }] : [];
      });
      const kinds = Map.groupBy(gaps, ({ reason }) => reason.replace(/\d+/g, "0"));
      return [...kinds.values()].map((same) => {
        const labels = same.map(({ label }) => label).join(", ");
        return dim(printableLine(`${NONE} ${level}, ${side.label}: no ${labels} (${same[0]?.reason})`));
      });
    }),
  );
  return lines.join("\n");
}

function roundTripTable({ levels }: Comparison, { bold, dim }: Colours): string {
  const explained = levels.filter((level) => explainedRows(level).length > 0);
  const lines = levels.flatMap(unexplainedLines).map((line) => dim(printableLine(line)));
  if (explained.length + lines.length === 0) return "";
  const rows = explained.flatMap((level): Row[] => [
    { title: bold(printableLine(level.level)) },
    ...explainedRows(level).map(([name, ...cells]) => [`  ${printableLine(name!)}`, ...cells]),
  ]);
  const shown = rows.length > 0 ? [table(figures(ROUND_TRIP_HEADS), rows)] : [];
  return ["Latency added by links (mean number of round trips x duration of one)", ...shown, ...lines].join("\n");
}

function infrastructureTable(comparison: Comparison, { dim }: Colours): string {
  const { a, b, infrastructure } = comparison;
  if (a.topologyDigest === null || b.topologyDigest === null)
    return dim("The infrastructure was not recorded on both sides, so it is not compared.");
  if (infrastructure.length === 0) return dim("No infrastructure differences.");
  const rows = infrastructureRows(comparison).map(({ section, items, sides }) => [
    `  ${section}`,
    inLines(items.map(printableLine)),
    ...sides.map(printableLine),
  ]);
  return `Infrastructure differences\n${table(
    [{ head: "" }, { head: "" }, { head: a.label }, { head: b.label }],
    rows,
  )}`;
}

function costTable(comparison: Comparison, { dim }: Colours): string {
  const sides = costSides(comparison);
  const rows = costRows(sides).map(([name, ...sums]) => [`  ${printableLine(name!)}`, ...sums]);
  const lines = costLines(sides).map((line) => dim(printableLine(line)));
  const columns = figures(["Costs", ...sides.map(({ label }) => label), "change"]);
  return [...(rows.length > 0 ? [table(columns, rows)] : []), ...lines].join("\n");
}

/** One row per primary: its change, minimum detectable change, repeats needed and verdict. */
function verdictTable(comparison: Comparison, { dim }: Colours): string {
  const rows = verdictRows(comparison).map((row) => row.map(printableLine));
  const lines = verdictLines(comparison).map((line) => dim(printableLine(line)));
  const columns = VERDICT_HEADS.map((head, i) => ({
    head,
    align: i === 0 || i === VERDICT_HEADS.length - 1 ? ("left" as const) : ("right" as const),
  }));
  return [...(rows.length > 0 ? [table(columns, rows)] : []), ...lines].join("\n");
}

function notes({ notes, verdicts }: Comparison, { yellow }: Colours): string {
  return [...notes.map((note) => yellow(`! ${printableLine(note)}`)), verdicts.why].join("\n");
}
