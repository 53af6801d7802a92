/**
 * The section `comparison`: the metrics and margins that decide a comparison, declared before the runs are measured.
 */
import { z } from "zod";
import { DEFAULT_ASSUMED_SPREAD, DEFAULT_MARGINS, MAX_PRIMARIES } from "../../../results/schema/analysis-plan.ts";
import { name } from "./names.ts";

const { relativePct, failurePoints, floorMs, overheadFactor } = DEFAULT_MARGINS;

const percent = (fallback: number | undefined, what: string) => {
  const number = z.number().min(0.1).max(1000);
  return (fallback === undefined ? number.optional() : number.default(fallback)).describe(`${what}, in percent.`);
};

const marginsSchema = z.strictObject({
  rate: percent(relativePct.rate, "Margin of the rate"),
  avg: percent(relativePct.avg, "Margin of the mean latency"),
  p50: percent(relativePct.p50, "Margin of the median"),
  p90: percent(relativePct.p90, "Margin of the 90th percentile"),
  p95: percent(relativePct.p95, "Margin of the 95th percentile"),
  p99: percent(relativePct.p99, "Margin of the 99th percentile"),
  cpuPerRequest: percent(
    undefined,
    "Margin of the CPU time per request; without a margin, this metric gets no verdict",
  ),
  memory: percent(undefined, "Margin of the memory in use; without a margin, this metric gets no verdict"),
  failurePoints: z
    .number()
    .min(0)
    .max(100)
    .default(failurePoints)
    .describe("Margin of failed and dropped requests, in percentage points."),
  floorMs: z.number().min(0).max(60_000).default(floorMs).describe("Smallest margin of a latency, in milliseconds."),
  overheadFactor: z
    .number()
    .min(0)
    .max(100)
    .default(overheadFactor)
    .describe("No margin of a latency is smaller than this factor times the generator's median overhead."),
});

const { latencyPct, ratePct } = DEFAULT_ASSUMED_SPREAD;

const spread = (fallback: number, what: string) =>
  z.number().min(0.1).max(1000).default(fallback).describe(`Standard deviation of ${what} between runs, in percent.`);

const assumedSpreadSchema = z.strictObject({
  latency: spread(latencyPct, "latencies and resources"),
  rate: spread(ratePct, "rates"),
});

const PRIMARY_METRICS = ["rate", "avg", "p50", "p90", "p95", "p99"] as const;

const primarySchema = z.strictObject({
  level: name.describe("Name of one of `load.levels`."),
  metric: z.enum(PRIMARY_METRICS).describe("Metric of this level that decides the verdict."),
});

export const comparisonSchema = z.strictObject({
  primaries: z
    .array(primarySchema)
    .min(1)
    .max(MAX_PRIMARIES)
    .optional()
    .describe(
      "Metrics that decide the verdict. Default: the median of each level, and its 95th percentile if a cell is expected to have enough requests.",
    ),
  margins: marginsSchema.prefault({}),
  assumedSpread: assumedSpreadSchema
    .optional()
    .describe(
      `How much runs vary where a side has one run and the archive does not show it. Default: ${latencyPct} % for latencies, ${ratePct} % for rates.`,
    ),
  baseline: z
    .string()
    .regex(/^[\w./-]{1,200}$/, "a stack name")
    .optional()
    .describe(
      "Stack that this stack is compared with, by StackReference: its name, or `organization/project/stack`. The result is the output `comparison`.",
    ),
});
