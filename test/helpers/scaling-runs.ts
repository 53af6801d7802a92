/** Runs of a scaling study, with figures that a test can compute with. */
import type { CellResult } from "@stackmark/loadgen/schema";
import type { ScalingRun } from "../../results/scaling/index.ts";
import { aCell, aLatency, anEndpoint, anOutputs, aResult } from "./builders.ts";

export interface ScalingFigures {
  ratePerS?: number;
  avgMs?: number;
  /** Of 1000 requests. */
  failures?: number;
  status?: CellResult["status"];
  reasons?: CellResult["reasons"];
}

export function aScalingRun(
  variant: string,
  users: number,
  { ratePerS = 50, avgMs = 10, failures = 0, status = "complete", reasons = [] }: ScalingFigures = {},
): ScalingRun {
  const runId = `run-${variant}-${users}`;
  const level = `users-${users}`;
  const overall = anEndpoint({ ok: 1000 - failures, failures, ratePerS, latencyMs: aLatency(avgMs) });
  const base = aResult();
  const result = aResult({ status, reasons, overall, spec: { ...base.spec, users } });
  const plan = { ...anOutputs().plan, levels: [{ name: level, users, spawnRatePerS: null, durationMs: 30_000 }] };
  const load = [aCell({ level, runId, result })];
  return { variant, service: "frontend", outputs: anOutputs({ runId, plan, load }) };
}
