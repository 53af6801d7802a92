/** Runs of a scaling study, with figures that a test can compute with. */
import type { CellResult } from "@stackmark/loadgen/schema";
import type { ScalingRun } from "../../results/scaling/index.ts";
import type { Recommendation } from "../../results/schema/recommendation.ts";
import { aCell, aLatency, anEndpoint, anOutputs, aResult } from "./builders.ts";

export interface ScalingFigures {
  ratePerS?: number;
  avgMs?: number;
  /** Of 1000 requests. */
  failures?: number;
  status?: CellResult["status"];
  reasons?: CellResult["reasons"];
  /** What a VerticalPodAutoscaler recommends after the load. */
  recommended?: Recommendation;
}

export function aScalingRun(
  variant: string,
  users: number,
  { ratePerS = 50, avgMs = 10, failures = 0, status = "complete", reasons = [], recommended }: ScalingFigures = {},
): ScalingRun {
  const runId = `run-${variant}-${users}`;
  const level = `users-${users}`;
  const overall = anEndpoint({ ok: 1000 - failures, failures, ratePerS, latencyMs: aLatency(avgMs) });
  const base = aResult();
  const result = aResult({ status, reasons, overall, spec: { ...base.spec, users } });
  const plan = { ...anOutputs().plan, levels: [{ name: level, users, spawnRatePerS: null, durationMs: 30_000 }] };
  const recommendations = recommended && [recommended];
  const load = [aCell({ level, runId, result, ...(recommendations ? { recommendations } : {}) })];
  return { variant, service: "frontend", outputs: anOutputs({ runId, plan, load }) };
}

/** For the scaled service, of one that requests 100m and 128Mi. */
export function aRecommendation(recommendation: Partial<Recommendation> = {}): Recommendation {
  const amounts = (cpuCores: number, memoryMiB: number) => ({ cpuCores, memoryBytes: memoryMiB * 2 ** 20 });
  return {
    service: "frontend",
    container: "server",
    target: amounts(0.126, 100),
    lowerBound: amounts(0.01, 50),
    upperBound: amounts(1.5, 250),
    requests: amounts(0.1, 128),
    limits: { cpuCores: 0.2, memoryBytes: null },
    samples: 14,
    lastSampleAt: "2026-05-01T12:00:00Z",
    coversLoad: true,
    ...recommendation,
  };
}
