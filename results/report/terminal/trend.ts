/** The trend of a stack on the terminal: a line with a sparkline for each metric, then the changes and what is left out. */
import { labelsText } from "@stackmark/loadgen/schema";
import { counted } from "../../../base/counted.ts";
import { difference, quantity, ratio } from "../../../base/format.ts";
import { printableLine } from "../../../base/printable.ts";
import { table, type Row } from "../../../base/table.ts";
import type { Change, Series, Trend } from "../../trend/index.ts";
import { styleOf, type Style, type TerminalOptions } from "./options.ts";

/** The newest points that a sparkline shows. */
const MAX_POINTS = 30;

export function trendTable(trend: Trend, options: TerminalOptions = {}): string {
  const style = styleOf(options);
  const { bold, dim } = style.colours;
  const { stack, runs, series } = trend;
  if (runs.length === 0) return `${["No run has a value to show.", ...leftOutLines(trend, style)].join("\n")}\n`;
  const [from, to] = [runs[0]!, runs.at(-1)!].map(({ startedAt }) => startedAt.slice(0, 10));
  const title = `${bold(printableLine(stack!))} ${dim(`${counted(runs.length, "run")}, ${from} to ${to}, ${provenancesOf(trend)}`)}`;
  const changes = series.flatMap((each) => each.changes.map((change) => changeLines(trend, each, change, style)));
  return style.signs(
    `${[
      title,
      table(columnsOf(options), rowsOf(series, options), { widthChars: style.widthChars }),
      "",
      ...(changes.length > 0 ? changes : ["no change found"]),
      "",
      ...leftOutLines(trend, style),
      dim(style.inLines(methodText(trend))),
    ].join("\n")}\n`,
  );
}

const provenancesOf = ({ runs }: Trend): string => [...new Set(runs.map(({ provenance }) => provenance))].join(", ");

const columnsOf = ({ ascii }: TerminalOptions) => [
  { head: "metric" },
  { head: "runs", align: "right" as const, dropped: 1 },
  { head: "first", align: "right" as const },
  { head: "newest", align: "right" as const },
  ...(ascii ? [] : [{ head: "trend", dropped: 2 }]),
  { head: "changes", align: "right" as const },
];

function rowsOf(series: readonly Series[], { ascii }: TerminalOptions): Row[] {
  return [...Map.groupBy(series, ({ level }) => level)].flatMap(([level, own]) => [
    { title: printableLine(level) },
    ...own.map(({ label, unit, points, changes }): Row => [
      `  ${label}`,
      String(points.length),
      quantity(points[0]!.value, unit),
      quantity(points.at(-1)!.value, unit),
      ...(ascii ? [] : [sparkline(points.slice(-MAX_POINTS).map(({ value }) => value))]),
      changes.length === 0 ? "" : String(changes.length),
    ]),
  ]);
}

const BARS = "▁▂▃▄▅▆▇█";

/** Bars from the least to the greatest value; all of the least height if they are equal. */
export function sparkline(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const barOf = (value: number) =>
    most === least ? 0 : Math.round(((value - least) / (most - least)) * (BARS.length - 1));
  return values.map((value) => BARS[barOf(value)]).join("");
}

function changeLines(
  { runs }: Trend,
  { level, label, unit }: Series,
  change: Change,
  { colours, inLines }: Style,
): string {
  const { red, green, dim } = colours;
  const { runId, afterRunId, before, after, relative, absolute, direction, p, alsoChanged } = change;
  const size = relative === null ? difference(absolute, unit) : ratio(relative);
  const word = direction === "neutral" ? "" : `${absolute > 0 ? "▲" : "▼"} ${direction}`;
  const tint = direction === "worse" ? red : direction === "better" ? green : String;
  const text = `${label} at ${printableLine(level)}: ${quantity(before, unit)} → ${quantity(after, unit)}, ${size} ${word}`;
  const labels = labelsText(runs.find((run) => run.runId === runId)?.labels ?? {});
  const since = `  since ${runId}${labels === "" ? "" : ` (${labels})`}, after ${afterRunId}, p ${pText(p)}`;
  const also = alsoChanged.length === 0 ? [] : [inLines(`  the ${alsoChanged.join(" and the ")} changed, too`, "  ")];
  return [tint(inLines(text.trimEnd(), "  ")), dim(inLines(printableLine(since), "  ")), ...also].join("\n");
}

const pText = (p: number): string => (p <= 0.001 ? "≤ 0.001" : String(Number(p.toPrecision(2))));

function leftOutLines({ leftOut }: Trend, { inLines }: Style): string[] {
  return leftOut.map(({ reason, cells }) => {
    const runs = new Set(cells.map(({ runId }) => runId)).size;
    return inLines(
      `${counted(cells.length, "cell")} of ${counted(runs, "run")} left out: ${printableLine(reason)}`,
      "  ",
    );
  });
}

/** How often chance alone shows a change, so that one change among many series is not overrated. */
function methodText({ level, series }: Trend): string {
  const expected = Number((level * series.length).toPrecision(2));
  return `E-divisive change points with a permutation test at p <= ${level}: without any change, ${counted(series.length, "series", "series")} show ${expected} on average`;
}
