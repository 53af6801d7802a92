/** A scaling study as Markdown and CSV. */
import { csvTable, type CsvColumns } from "../../../base/csv.ts";
import type { ScalingPoint, ScalingStudy } from "../../scaling/index.ts";
import { list, table, text } from "../markdown-text.ts";
import { COLUMNS, columnsFor, pointRemark } from "./columns.ts";
import { variantLines, verdictLines } from "./lines.ts";

/** For a pull request or a document: a table for each variant. */
export function scalingMarkdown(study: ScalingStudy): string {
  const parts = study.variants.flatMap((variant) => {
    const columns = columnsFor(variant.points);
    return [
      `## ${text(variant.name)}`,
      table(
        [...columns.map(({ head }) => head), ""],
        variant.points.map((point) => [...columns.map((column) => column.text(point)), pointRemark(point)]),
      ),
      list(variantLines(variant, study)),
    ];
  });
  const verdicts = study.verdicts.length === 0 ? [] : ["## Verdicts", list(verdictLines(study))];
  return `${[`# Scaling ${text(study.service)} of ${text(study.stack)}`, ...parts, ...verdicts].join("\n\n")}\n`;
}

type Row = ScalingPoint & { variant: string; verdict: string | null };

const CSV: CsvColumns<Row> = {
  variant: ({ variant }) => variant,
  ...Object.fromEntries(COLUMNS.map(({ name, value }) => [name, value])),
  replicasAvg: ({ replicas }) => replicas.avg,
  remark: pointRemark,
  verdict: ({ verdict }) => verdict,
  runId: ({ runId }) => runId,
};

/** One line for each measurement. */
export function scalingCsv({ variants, verdicts }: ScalingStudy): string {
  const rows = variants.flatMap(({ name, points }) =>
    points.map((point): Row => {
      const found = verdicts.find(({ variant, users }) => variant === name && users === point.users);
      return { ...point, variant: name, verdict: found?.verdict ?? null };
    }),
  );
  return csvTable(CSV, rows);
}
