/** The analysis plan of a comparison: primary metrics and margins, declared before anything is measured. */
import { z } from "zod";

/** Most primaries in one family: each one more lowers the power of all. */
export const MAX_PRIMARIES = 6;

const questionSchema = z.object({
  level: z.string(),
  /** Id of a metric (docs/results.md). */
  metric: z.string(),
});

export const marginsSchema = z.object({
  /** Percent of the baseline, by metric id. A metric without one gets no verdict. */
  relativePct: z.record(z.string(), z.number()),
  /** Of failed and dropped requests, in percentage points. */
  failurePoints: z.number(),
  /** Smallest margin of a latency. */
  floorMs: z.number(),
  /** Smallest margin of a latency, as a multiple of the generator's median overhead. */
  overheadFactor: z.number(),
});

export const analysisPlanSchema = z.object({
  primaries: z.array(questionSchema),
  /** Questions that are not primary, and why. */
  notPlanned: z.array(
    questionSchema.extend({
      reason: z.string(),
      /** Requests that the level was expected to measure in a cell, and what the metric takes. */
      samples: z.number(),
      needed: z.number(),
    }),
  ),
  margins: marginsSchema,
});

/** The smallest changes that matter: a smaller one is no difference, even if it is certain. */
export const DEFAULT_MARGINS: Margins = {
  relativePct: { rate: 5, avg: 5, p50: 5, p90: 10, p95: 10, p99: 15 },
  failurePoints: 0.1,
  floorMs: 0.2,
  overheadFactor: 2,
};

export type Question = z.infer<typeof questionSchema>;
export type Margins = z.infer<typeof marginsSchema>;
export type AnalysisPlan = z.infer<typeof analysisPlanSchema>;

/** Percentiles that are primary by default where a cell is long enough. */
const DEFAULT_QUANTILES = { p50: 0.5, p95: 0.95 } as const;
/** Requests that must lie beyond a percentile, and what a plan adds to that, since its count is an estimate. */
const BEYOND = 20;
const SPARE = 1.25;

/**
 * The default primaries: the median of every level, then its 95th percentile where the cell will hold
 * 20 / (1 - p) requests with a quarter to spare; at most {@link MAX_PRIMARIES}.
 *
 * @param levels with the requests that a cell of each is expected to measure
 */
export function defaultPrimaries(
  levels: readonly { name: string; samples: number }[],
): Pick<AnalysisPlan, "primaries" | "notPlanned"> {
  const primaries: AnalysisPlan["primaries"] = [];
  const notPlanned: AnalysisPlan["notPlanned"] = [];
  for (const [metric, quantile] of Object.entries(DEFAULT_QUANTILES)) {
    const needed = Math.round((SPARE * BEYOND) / (1 - quantile));
    for (const { name: level, samples } of levels) {
      const question = { level, metric };
      if (samples < needed) notPlanned.push({ ...question, reason: "too few samples", samples, needed });
      else if (primaries.length < MAX_PRIMARIES) primaries.push(question);
      else notPlanned.push({ ...question, reason: `more than ${MAX_PRIMARIES} questions`, samples, needed });
    }
  }
  return { primaries, notPlanned };
}
