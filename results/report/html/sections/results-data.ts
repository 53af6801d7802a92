/** The results as data for copies: one row per level and metric, and one per cell. */
import { readingOfCells } from "../../../compare/change.ts";
import { validityOf } from "../../../compare/index.ts";
import { LOAD_METRICS, OVERALL_METRICS, RESOURCE_METRICS } from "../../../compare/metrics.ts";
import type { Report } from "../model.ts";
import { changesOf, comparisonOf, sideCells } from "../readings.ts";

type Rows = (string | number | null)[][];

/** A header, then one row per level and metric with a value; changes and intervals are fractions, or points of percentages. */
export function resultsData(report: Report): Rows {
  const compared = report.runs.flatMap((run, side) => (comparisonOf(report, run) ? [side] : []));
  const heads = compared.flatMap((side) =>
    ["change", "low", "high", "verdict"].map((what) =>
      compared.length === 1 ? what : `${report.runs[side]!.label} ${what}`,
    ),
  );
  return [
    ["level", "metric", "unit", ...report.runs.map(({ label }) => label), ...heads],
    ...report.levels.flatMap((level) =>
      [...OVERALL_METRICS, ...RESOURCE_METRICS].flatMap((metric): Rows => {
        const values = report.runs.map((run) => readingOfCells(metric, sideCells(level, run)).value);
        if (values.every((value) => value === null)) return [];
        const changes = changesOf(report, level.name, metric.id);
        const shown = compared.flatMap((side) => {
          const { absolute = null, relative = null, spread = null, verdict = null } = changes[side] ?? {};
          return [metric.unit === "%" ? absolute : relative, spread?.interval.low ?? null, spread?.interval.high ?? null, verdict]; // prettier-ignore
        });
        return [[level.name, metric.label, metric.unit, ...values, ...shown]];
      }),
    ),
  ];
}

export const CELL_METRICS = ["rate", "p50", "p95", "p99", "failures"].map((shown) =>
  LOAD_METRICS.find(({ id }) => id === shown)!,
);

/** A header, then one row per cell. */
export function cellsData({ levels }: Report): Rows {
  const names = CELL_METRICS.map(({ label, unit }) => `${label} (${unit})`);
  return [
    ["level", "stack", "repeat", "provenance", "status", ...names],
    ...levels.flatMap(({ name, cells }) =>
      cells.map(({ run, output, archived }) => [
        name,
        run.label,
        output?.repeat ?? null,
        run.provenance,
        output ? validityOf(output).status : archived.missing,
        ...CELL_METRICS.map((metric) => (output ? metric.of(output.result.overall).value : null)),
      ]),
    ),
  ];
}
