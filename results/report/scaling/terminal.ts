/** A scaling study on the terminal: a table for each variant, then what follows from them. */
import { printableLine } from "../../../base/printable.ts";
import { table, type Column } from "../../../base/table.ts";
import type { ScalingStudy, ScalingVariant } from "../../scaling/index.ts";
import { styleOf, type Style, type TerminalOptions } from "../terminal/options.ts";
import { columnsFor, pointRemark } from "./columns.ts";
import { variantLines, verdictLines } from "./lines.ts";

export function scalingTables(study: ScalingStudy, options: TerminalOptions = {}): string {
  const style = styleOf(options);
  const { bold } = style.colours;
  const parts = study.variants.map((variant) => variantText(variant, study, style));
  const verdicts = verdictLines(study).map((line) => style.inLines(printableLine(line), "  "));
  return style.signs(
    [
      bold(printableLine(`Scaling ${study.service} of ${study.stack}`)),
      ...parts,
      ...(verdicts.length > 0 ? [verdicts.join("\n")] : []),
    ].join("\n\n") + "\n",
  );
}

function variantText(variant: ScalingVariant, study: ScalingStudy, style: Style): string {
  const { bold, dim, yellow } = style.colours;
  const all = columnsFor(variant.points);
  const columns = all.map(({ head, dropped }): Column => ({ head, align: "right", dropped }));
  const rows = variant.points.map((point) => all.map(({ text }) => text(point)));
  const remarks = variant.points.flatMap((point) => {
    const text = pointRemark(point);
    return text === "" ? [] : [yellow(style.inLines(printableLine(`${point.users} users: ${text}`), "  "))];
  });
  return [
    bold(printableLine(variant.name)),
    table(columns, rows, { widthChars: style.widthChars }),
    ...remarks,
    ...variantLines(variant, study).map((line) => dim(style.inLines(line, "  "))),
  ].join("\n");
}
