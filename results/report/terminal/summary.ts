/**
 * Stacks side by side on one screen: the headline, the six figures that matter with levels as columns, and what explains
 * the latency. The full comparison has the rest.
 */
import { NONE, quantity, withoutFigures, type Unit } from "../../../base/format.ts";
import { printableLine } from "../../../base/printable.ts";
import { table, type Row } from "../../../base/table.ts";
import {
  validityChecks,
  isSaturated,
  levelText,
  readingsOf,
  unfitLines,
  validityOf,
  type LevelReadings,
} from "../../compare/index.ts";
import type { Comparison } from "../../compare/types.ts";
import type { StackOutputs } from "../../schema/outputs.ts";
import { explainedLine } from "../comparison-rows.ts";
import { sizeText, verdictText } from "../format.ts";
import { PROVENANCE_MEANS } from "../provenance.ts";
import { withoutVerdict } from "./changes.ts";
import { styleOf, type Colours, type Style, type TerminalOptions } from "./options.ts";

interface Shown {
  metric: string;
  label: string;
  unit: Unit;
  /** Whether a row shows how it changes. */
  hasChange?: true;
}

const SHOWN: readonly Shown[] = [
  { metric: "rate", label: "rate", unit: "req/s", hasChange: true },
  { metric: "p50", label: "p50", unit: "ms", hasChange: true },
  { metric: "p95", label: "p95", unit: "ms", hasChange: true },
  { metric: "failures", label: "failures", unit: "%", hasChange: true },
  { metric: "cpu-quota", label: "CPU, busiest node", unit: "%" },
  { metric: "cross-node", label: "cross-node traffic", unit: "bytes/s" },
];

interface Side {
  label: string;
  levels: LevelReadings[];
}

/** @param comparisons of the first stack with others */
export function summary(
  stacks: readonly StackOutputs[],
  comparisons: readonly Comparison[],
  options: TerminalOptions = {},
): string {
  const style = styleOf(options);
  const { colours, inLines } = style;
  const sides = stacks.map((outputs) => ({ label: outputs.stack, levels: readingsOf(outputs) }));
  const parts = [
    ...comparisons.map(({ headline }) => colours.bold(inLines(printableLine(headline.text)))),
    figuresOf(stacks, sides, comparisons, colours),
    [
      missing(sides, style),
      // Changes of several comparisons are not shown.
      comparisons.length === 1 ? withoutVerdict(comparisons[0]!, style) : "",
      meaning(stacks, style),
    ]
      .filter((part) => part !== "")
      .join("\n"),
    ...comparisons.map((comparison) => explanation(comparison, style)),
    unfit(sides, style),
  ];
  return parts.flatMap((part) => (part === "" ? [] : `${part}\n`)).join("\n");
}

function figuresOf(
  stacks: readonly StackOutputs[],
  sides: readonly Side[],
  comparisons: readonly Comparison[],
  { bold, dim, yellow }: Colours,
): string {
  const levels = [...new Set(sides.flatMap((side) => side.levels.map(({ level }) => level)))];
  const provenance = [...new Set(stacks.map((each) => each.provenance))].join(", ");
  const columns = [
    { head: `${provenance} figures` },
    { head: "" },
    ...levels.map((level) => ({ head: headOf(level, sides), align: "right" as const })),
  ];
  const at = ({ levels: own }: Side, level: string) => own.find((each) => each.level === level);
  const rows = SHOWN.flatMap(({ metric, label, unit, hasChange }): Row[] => [
    ...sides.map((side, i): Row => [
      i === 0 ? bold(label) : "",
      printableLine(side.label),
      ...levels.map((level) => {
        const value = at(side, level)?.readings.get(metric)?.value ?? null;
        const text = quantity(value, unit);
        return metric === "cpu-quota" && value !== null && isSaturated(value) ? yellow(`saturated ${text}`) : text;
      }),
    ]),
    ...(hasChange && comparisons.length === 1 ? changeRow(comparisons[0]!, metric, levels, dim) : []),
  ]);
  const statuses = sides.map((side) => levels.map((level) => statusOf(at(side, level))));
  const isWhole = statuses.flat().every((status) => status === "complete");
  const statusRows = sides.map((side, i): Row => [
    i === 0 ? bold("status") : "",
    printableLine(side.label),
    ...statuses[i]!.map((status) => (status === "complete" ? dim(status) : yellow(status))),
  ]);
  return table(columns, isWhole ? rows : [...rows, ...statusRows]);
}

/** How a metric changes at each level, with its verdicts; nothing if it changes at none. */
function changeRow(
  { levels: compared }: Comparison,
  metric: string,
  levels: readonly string[],
  dim: Colours["dim"],
): Row[] {
  const texts = levels.map((name) => {
    const change = compared.find(({ level }) => level === name)?.metrics.find((each) => each.metric === metric);
    if (!change || change.absolute === null || change.absolute === 0) return "";
    return dim([sizeText(change), verdictText(change)].join(" ").trim());
  });
  return texts.every((text) => text === "") ? [] : [["", dim("change"), ...texts]];
}

function headOf(level: string, sides: readonly Side[]): string {
  const loads = new Set(sides.flatMap((side) => side.levels.find((each) => each.level === level)?.load ?? []));
  return levelText(level, loads.size === 1 ? [...loads][0]! : null);
}

/** The worst of its cells. */
function statusOf(level: LevelReadings | undefined): string {
  const statuses = level?.cells.map(({ status }) => status) ?? [];
  const worst = (["invalid", "partial", "unsteady", "complete"] as const).find((status) => statuses.includes(status));
  return worst ?? "not measured";
}

/** Why figures are missing, one line for each reason. Where only its numbers differ, it is given without them. */
function missing(sides: readonly Side[], { colours: { dim }, inLines }: Style): string {
  const gaps = sides.flatMap(({ label: side, levels }) =>
    levels.flatMap(({ level, cells, readings }) =>
      SHOWN.flatMap(({ metric, label }) => {
        const { value, reason = "not measured" } = readings.get(metric)!;
        return cells.length > 0 && value === null ? [{ what: `${label} of ${side}`, level, reason }] : [];
      }),
    ),
  );
  return [...Map.groupBy(gaps, ({ reason }) => withoutFigures(reason)).values()]
    .map((same) => {
      const whats = [...Map.groupBy(same, ({ what }) => what)];
      const list = whats.map(([what, of]) => `${what} at ${of.map(({ level }) => level).join(", ")}`).join("; ");
      const reasons = new Set(same.map(({ reason }) => reason));
      const reason = reasons.size === 1 ? same[0]!.reason : /^[^:,;]*/.exec(same[0]!.reason)![0];
      return dim(inLines(printableLine(`${NONE} no ${list}: ${reason}`), "  "));
    })
    .join("\n");
}

/** What provenance and validity mean here. Cells that are not valid have their reasons instead. */
function meaning(stacks: readonly StackOutputs[], { colours: { dim }, inLines }: Style): string {
  const cells = stacks.flatMap(({ load }) => load);
  if (cells.length === 0) return "";
  const provenances = new Set(stacks.map(({ provenance }) => provenance));
  const areValid = cells.every((cell) => validityOf(cell).status === "complete");
  const count = cells.length === 1 ? "the cell is" : `all ${cells.length} cells are`;
  return [
    ...[...provenances].map((provenance) => `${provenance}: ${PROVENANCE_MEANS[provenance]}`),
    ...(areValid ? [`${count} valid: ${validityChecks(cells).join(", ")}`] : []),
  ]
    .map((line) => dim(inLines(line, "  ")))
    .join("\n");
}

/** How much of the change of the mean latency the links explain: one line a level. */
function explanation({ levels, a, b }: Comparison, { colours: { dim }, inLines }: Style): string {
  const explained = levels.flatMap((level) => {
    const text = explainedLine(level);
    return text === undefined ? [] : [{ name: printableLine(level.level), text: printableLine(text) }];
  });
  if (explained.length === 0) return "";
  const width = Math.max(...explained.map(({ name }) => name.length));
  return [
    dim(inLines(`Mean latency that the links add, from ${printableLine(a.label)} to ${printableLine(b.label)}`)),
    ...explained.map(({ name, text }) => inLines(`  ${name.padEnd(width)}  ${text}`, " ".repeat(width + 4))),
  ].join("\n");
}

/** Why cells are not evidence. */
function unfit(sides: readonly Side[], { colours: { yellow }, inLines }: Style): string {
  return sides
    .flatMap(({ label, levels }) =>
      levels.flatMap(({ cells }) =>
        unfitLines(label, cells).map((line) => yellow(inLines(printableLine(`! ${line}`), "  "))),
      ),
    )
    .join("\n");
}
