/** Runs of one stack, a day apart, with 2 % of noise without randomness. */
import type { MeasuredRun } from "../../results/archive/index.ts";
import { aCell, aLatency, aResult, anEndpoint } from "./builders.ts";

export function aLabelledRun(n: number, avgMs: number): MeasuredRun {
  const runId = `run-${String(n).padStart(2, "0")}`;
  const startedAt = new Date(Date.UTC(2026, 0, 1 + n)).toISOString();
  const overall = anEndpoint({ latencyMs: aLatency(avgMs * (1 + 0.02 * Math.sin(7 * n))) });
  const load = [aCell({ runId, result: aResult({ startedAt, overall }) })];
  return { runId, stack: "shop", labels: { commit: `c${n}` }, topologyDigest: "0", load };
}
