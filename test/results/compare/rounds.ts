/** Runs of one stack on machines of their own, as `phases --rounds` makes them. */
import { pool } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { aCell, anEndpoint, aLatency, anOutputs, aResult } from "../../helpers/builders.ts";

/** A run of so many repeats, 2 by default, at about this average latency. */
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

/** One side of a comparison: a run at each of these latencies. */
export const rounds = (stack: string, latencies: number[]): StackOutputs =>
  pool(latencies.map((avg, i) => aRun(stack, `${stack}${i}`, avg)));
