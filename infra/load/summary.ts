/** The summary of a measured cell: what the state keeps of it. Pure. */
import { unsteadyPlateaus } from "../../results/compare/evidence.ts";
import { OVERALL_METRICS, RESOURCE_METRICS } from "../../results/compare/metrics.ts";
import type { StackCell } from "../../results/schema/outputs.ts";
import type { CellSummary } from "../../results/schema/summary.ts";

/** Names in the summary, by the ids of metrics. */
const FIGURES = {
  failures: "failuresPct",
  p50: "p50Ms",
  p95: "p95Ms",
  p99: "p99Ms",
  "cpu-cores": "cpuCores",
  "cross-node": "crossNodeBytesPerS",
} as const;

/** @param digest of the archived result; `null` if it could not be archived */
export function summaryOf(measured: StackCell, digest: string | null): CellSummary {
  const { cell, level, repeat, runId, provenance, result } = measured;
  const { status, reasons, startedAt, spec, vantage, overall } = result;
  const figures = Object.entries(FIGURES).map(([id, name]) => {
    const metric = [...OVERALL_METRICS, ...RESOURCE_METRICS].find((each) => each.id === id)!;
    return { name, ...metric.of(measured) };
  });
  const valueOf = (id: keyof typeof FIGURES) => figures.find(({ name }) => name === FIGURES[id])!.value;
  const unsteady = unsteadyPlateaus(measured);
  return {
    ...{ cell, level, repeat, runId, provenance },
    vantage: vantage.kind,
    ...{ status, reasons, startedAt },
    users: typeof spec["users"] === "number" ? spec["users"] : null,
    ...{ requests: overall.requests, failures: overall.failures, ratePerS: overall.ratePerS },
    failuresPct: valueOf("failures"),
    p50Ms: valueOf("p50"),
    p95Ms: valueOf("p95"),
    p99Ms: valueOf("p99"),
    cpuCores: valueOf("cpu-cores"),
    crossNodeBytesPerS: valueOf("cross-node"),
    missing: Object.fromEntries(
      figures.flatMap(({ name, value, reason }) => (value === null ? [[name, reason ?? "not measured"]] : [])),
    ),
    unsteady: unsteady.length > 0 ? unsteady : undefined,
    digest,
  };
}

/** States of older versions have the full result of a cell, without its digest. */
export const summaryIn = (output: CellSummary | StackCell): CellSummary =>
  "result" in output ? summaryOf(output, null) : output;
