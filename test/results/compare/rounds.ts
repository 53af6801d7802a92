/** Builds runs of one stack, each a deployment of its own, as `phases --rounds` measures them. */
import { pool } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { aCell, anEndpoint, aLatency, anOutputs, aResult } from "../../helpers/builders.ts";

/** A run with about this average latency in each repeat; 2 repeats by default. */
export const aRun = (stack: string, deployment: string, avg: number, repeats = 2): StackOutputs =>
  anOutputs({
    stack,
    runId: `${stack}-${deployment}`,
    load: Array.from({ length: repeats }, (_, i) =>
      aCell({
        cell: `load-low-${i + 1}`,
        level: "low",
        runId: `${stack}-${deployment}`,
        repeat: i + 1,
        deployment,
        result: aResult({ overall: anEndpoint({ latencyMs: aLatency(avg * (1 + (i + 1) / 1000)) }) }),
      }),
    ),
  });

/** One side of a comparison, pooled from a run for each of these latencies. */
export const rounds = (stack: string, latencies: number[]): StackOutputs =>
  pool(latencies.map((avg, i) => aRun(stack, `${stack}${i}`, avg)));
