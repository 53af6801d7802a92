/** Metrics over the runs of a stack, with the changes between them. */
import type { MeasuredRun } from "../archive/index.ts";
import { meanOverCells } from "../compare/change.ts";
import { isSameLoad } from "../compare/comparability.ts";
import { evidenceOf, isEvidence, validityOf } from "../compare/evidence.ts";
import { OVERALL_METRICS, RESOURCE_METRICS, type Metric } from "../compare/metrics.ts";
import { measuredAt } from "../compare/time-order.ts";
import type { CellOutput } from "../schema/outputs.ts";
import { changesOf } from "./changes.ts";
import type { Series, Trend, TrendRun } from "./types.ts";

export interface TrendOptions {
  /** Chance that a series without a change shows one. Default 0.01. */
  level?: number;
  /** Number of runs, the last ones that were measured. Default: all. */
  last?: number;
}

export const DEFAULT_LEVEL = 0.01;

const METRICS = ["rate", "failures", "p50", "p95", "cpu-per-request"].map((id) =>
  [...OVERALL_METRICS, ...RESOURCE_METRICS].find((metric) => metric.id === id)!,
);

interface Measured {
  run: TrendRun;
  cell: CellOutput;
}

/**
 * The trend over runs of one stack, in the order in which they were measured. Each run has one point per level and metric:
 * the mean of its complete, steady cells. Cells with another load or provenance than the newest one of their level are left
 * out, because a change there would be one of the measurement.
 */
export function trendOf(runs: readonly MeasuredRun[], { level = DEFAULT_LEVEL, last }: TrendOptions = {}): Trend {
  const leftOut = new LeftOut();
  const timed = runs.flatMap((run) => {
    const startedAt = measuredAt(run);
    if (startedAt === null) leftOut.add("its time is unknown", run.load);
    return startedAt === null ? [] : [{ ...run, startedAt }];
  });
  timed.sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.runId.localeCompare(b.runId));
  const chosen = last === undefined ? timed : timed.slice(-last);
  const measured = chosen.flatMap((run) => run.load.map((cell) => ({ run: trendRun(run, cell), cell })));
  const byLevel = Map.groupBy(measured, ({ cell }) => cell.level);
  const series = [...byLevel].flatMap(([name, cells]) => {
    const comparable = comparableOf(cells, leftOut);
    return METRICS.flatMap((metric) => seriesOf(name, metric, comparable, level));
  });
  const shown = new Set(series.flatMap(({ points }) => points.map(({ runId }) => runId)));
  return {
    kind: "stackmark-trend",
    schemaVersion: 0,
    stack: runs[0]?.stack ?? null,
    level,
    runs: chosen.filter(({ runId }) => shown.has(runId)).map((run) => trendRun(run, run.load[0]!)),
    series,
    leftOut: leftOut.list(),
  };
}

const trendRun = (run: MeasuredRun & { startedAt: string }, { provenance, environment }: CellOutput): TrendRun => ({
  runId: run.runId,
  startedAt: run.startedAt,
  labels: run.labels,
  provenance,
  topologyDigest: run.topologyDigest,
  generator: environment?.cpuModel ?? null,
});

/** Cells of one level that are evidence, and were measured like the newest of them. */
function comparableOf(cells: readonly Measured[], leftOut: LeftOut): Measured[] {
  const evidence = cells.filter(({ cell }) => {
    const isFit = isEvidence(evidenceOf(cell, cell));
    if (!isFit) leftOut.add(validityOf(cell).status, [cell]);
    return isFit;
  });
  const newest = evidence.at(-1)?.cell;
  return evidence.filter(({ cell }) => {
    const reason =
      cell.provenance !== newest!.provenance
        ? `${cell.provenance}, and the newest is ${newest!.provenance}`
        : isSameLoad(cell.result.spec, newest!.result.spec)
          ? undefined
          : "its load differs from the newest";
    if (reason !== undefined) leftOut.add(reason, [cell]);
    return reason === undefined;
  });
}

/** Empty if no run has a value. */
function seriesOf(name: string, metric: Metric<CellOutput>, measured: readonly Measured[], level: number): Series[] {
  const points = [...Map.groupBy(measured, ({ run }) => run.runId).values()].flatMap((own) => {
    const values = own.flatMap(({ cell }) => metric.of(cell).value ?? []);
    return values.length === 0 ? [] : [{ run: own[0]!.run, value: meanOverCells(values) }];
  });
  if (points.length === 0) return [];
  const { id, label, unit, better } = metric;
  return [
    {
      ...{ level: name, metric: id, label, unit, better },
      points: points.map(({ run, value }) => ({ runId: run.runId, value })),
      changes: changesOf(points, better, level),
    },
  ];
}

/** Cells by the reason why they are in no series. */
class LeftOut {
  readonly #byReason = new Map<string, { runId: string; cell: string }[]>();

  add(reason: string, cells: readonly CellOutput[]): void {
    const named = cells.map(({ runId, cell }) => ({ runId, cell }));
    this.#byReason.set(reason, [...(this.#byReason.get(reason) ?? []), ...named]);
  }

  list(): Trend["leftOut"] {
    return [...this.#byReason].map(([reason, cells]) => ({ reason, cells }));
  }
}
