/**
 * A comparison on the terminal: the headline, the metrics that matter by level, and what may mislead. With `all`, also the
 * other metrics, round trips by endpoint, infrastructure, costs, primaries and notes.
 */
import { counted } from "../../../base/counted.ts";
import { NONE, withoutFigures } from "../../../base/format.ts";
import { printableLine } from "../../../base/printable.ts";
import type { Comparison } from "../../compare/types.ts";
import { differencesLine } from "../comparison-rows.ts";
import { costLine } from "../cost-rows.ts";
import { costVerdictLine } from "../cost-verdict.ts";
import { changeTable, shownChanges, sides, withoutVerdict } from "./changes.ts";
import { costTable, derivedTable, infrastructureTable, roundTripTable, verdictTable } from "./details.ts";
import { styleOf, type Style, type TerminalOptions } from "./options.ts";

export function comparisonTable(comparison: Comparison, options: TerminalOptions = {}): string {
  const style = styleOf(options);
  const { colours, inLines } = style;
  const parts = [
    colours.bold(inLines(printableLine(comparison.headline.text))),
    sides(comparison, style),
    changeTable(comparison, style),
    derivedTable(comparison, style),
    ...(style.all ? details(comparison, style) : [folded(comparison, style)]),
  ];
  return style.signs(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
}

function details(comparison: Comparison, style: Style): string[] {
  const { colours, inLines } = style;
  return [
    withoutVerdict(comparison, style),
    missing(comparison, style),
    roundTripTable(comparison, style),
    infrastructureTable(comparison, style),
    costTable(comparison, style),
    verdictTable(comparison, style),
    inLines(comparison.verdicts.why),
    warnings(comparison, style),
    comparison.notes.map((note) => colours.dim(inLines(`note: ${printableLine(note)}`, "  "))).join("\n"),
  ];
}

/** One line each for differences of the stacks and their costs; what may mislead; and what else there is. */
function folded(comparison: Comparison, style: Style): string {
  const { colours, inLines } = style;
  const { levels, notes } = comparison;
  const count = Math.max(...levels.map(({ metrics }) => metrics.length));
  const more = [
    `all ${counted(count, "metric")}`,
    "single endpoints, the infrastructure, and how the verdict was reached",
    ...(notes.length > 0 ? [counted(notes.length, "note")] : []),
  ];
  const list = more.length < 3 ? more.join(", ") : `${more.slice(0, -1).join(", ")}; ${more.at(-1)!}`;
  return [
    ...[differencesLine(comparison), costLine(comparison), costVerdictLine(comparison)].flatMap((line) =>
      line === undefined ? [] : [inLines(printableLine(line), "  ")],
    ),
    withoutVerdict(comparison, style),
    missing(comparison, style),
    warnings(comparison, style),
    colours.dim(inLines(`--all shows ${list}`, "  ")),
  ]
    .filter((line) => line !== "")
    .join("\n");
}

/** Values that one side lacks, one line per side of a level and reason; reasons that differ only in numbers share a line. */
function missing(comparison: Comparison, { all, colours: { dim }, inLines }: Style): string {
  const { a, b, levels } = comparison;
  const shown = all ? levels.map((level) => ({ level, shown: level.metrics })) : shownChanges(comparison, false);
  const lines = shown.flatMap(({ level: { level }, shown }) =>
    ([a, b] as const).flatMap((side, index) => {
      const gaps = shown.flatMap(({ label, ...change }) => {
        const { value, reason } = index === 0 ? change.a : change.b;
        return value === null ? [{ label, reason: reason ?? "not measured" }] : [];
      });
      const kinds = Map.groupBy(gaps, ({ reason }) => withoutFigures(reason));
      return [...kinds.values()].map((same) => {
        const labels = same.map(({ label }) => label).join(", ");
        const line = `${NONE} ${level}, ${side.label}: no ${labels} (${same[0]?.reason})`;
        return dim(inLines(printableLine(line), "  "));
      });
    }),
  );
  return lines.join("\n");
}

const warnings = ({ warnings }: Comparison, { colours: { yellow }, inFewLines }: Style): string =>
  warnings.map((warning) => yellow(inFewLines(`! ${printableLine(warning)}`, "  "))).join("\n");
