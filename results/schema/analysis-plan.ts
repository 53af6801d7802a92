/** The analysis plan of a comparison: primary metrics and margins, declared before anything is measured. */
import { z } from "zod";
import { number } from "../../base/format.ts";

/** Maximum number of primaries by default: each additional one lowers the power of all. */
export const MAX_PRIMARIES = 6;

const questionSchema = z.object({
  level: z.string(),
  /** Id of a metric (docs/results.md). */
  metric: z.string(),
});

export const marginsSchema = z.object({
  /** Percentage of the baseline, by metric id. A metric without an entry gets no verdict. */
  relativePct: z.record(z.string(), z.number()),
  /** Margin of failed and dropped requests, in percentage points. */
  failurePoints: z.number(),
  /** Smallest margin of a latency. */
  floorMs: z.number(),
  /** Smallest margin of a latency, as a multiple of the generator's median overhead. */
  overheadFactor: z.number(),
});

export const assumedSpreadSchema = z.object({
  /** Of latencies and resources, in percent: the standard deviation of their logarithms between runs, times 100. */
  latencyPct: z.number(),
  /** Of rates. */
  ratePct: z.number(),
});

export const analysisPlanSchema = z.object({
  primaries: z.array(questionSchema),
  /** Default primaries that were left out, with the reason. */
  notPlanned: z.array(
    questionSchema.extend({
      reason: z.string(),
      /** Requests that a cell of the level is expected to measure. */
      samples: z.number(),
      /** Requests that the metric needs, with a reserve. */
      needed: z.number(),
    }),
  ),
  margins: marginsSchema,
  /** How much runs are assumed to vary where a side has one run and the archive does not show it; absent for the default. */
  assumedSpread: assumedSpreadSchema.optional(),
});

/** The smallest changes that matter: a smaller one is no difference, however certain it is. */
export const DEFAULT_MARGINS: Margins = {
  relativePct: { rate: 5, avg: 5, p50: 5, p90: 10, p95: 10, p99: 15 },
  failurePoints: 0.1,
  floorMs: 0.2,
  overheadFactor: 2,
};

/** More than healthy runs usually vary, so that a change beyond it has no other plausible explanation. */
export const DEFAULT_ASSUMED_SPREAD: AssumedSpread = { latencyPct: 20, ratePct: 10 };

export type Question = z.infer<typeof questionSchema>;
export type Margins = z.infer<typeof marginsSchema>;
export type AssumedSpread = z.infer<typeof assumedSpreadSchema>;
export type AnalysisPlan = z.infer<typeof analysisPlanSchema>;

/** Percentiles that are primary by default if a cell is long enough. */
const DEFAULT_QUANTILES = { p50: 0.5, p95: 0.95 } as const;
/** Required number of requests beyond a percentile. */
const BEYOND = 20;
/** Factor of reserve, because the expected number of requests is an estimate. */
const RESERVE = 1.25;
const TOO_FEW = "too few samples";
const UNKNOWN = "the file of the load decides how many requests there are";

/**
 * The default primaries: the median of every level, then the 95th percentile of every level whose cells are expected to
 * measure 20 / (1 - p) requests plus a quarter; at most {@link MAX_PRIMARIES}.
 *
 * @param levels with the number of requests that a cell is expected to measure (`null`: unknown, so only its median is primary),
 *   and why they get no primaries, if they get none
 */
export function defaultPrimaries(
  levels: readonly { name: string; samples: number | null; unplanned?: string }[],
): Pick<AnalysisPlan, "primaries" | "notPlanned"> {
  const primaries: AnalysisPlan["primaries"] = [];
  const notPlanned: AnalysisPlan["notPlanned"] = [];
  for (const [metric, quantile] of Object.entries(DEFAULT_QUANTILES)) {
    const needed = Math.round((RESERVE * BEYOND) / (1 - quantile));
    for (const { name: level, samples, unplanned } of levels) {
      const leaveOut = (reason: string): void =>
        void notPlanned.push({ level, metric, reason, samples: samples ?? 0, needed });
      if (unplanned !== undefined) leaveOut(unplanned);
      else if (samples === null && metric !== "p50") leaveOut(UNKNOWN);
      else if (samples !== null && samples < needed) leaveOut(TOO_FEW);
      else if (primaries.length < MAX_PRIMARIES) primaries.push({ level, metric });
      else leaveOut(`more than ${MAX_PRIMARIES} questions`);
    }
  }
  return { primaries, notPlanned };
}

/** A default primary that was left out, on one line. */
export function notPlannedText({ level, metric, reason, samples, needed }: AnalysisPlan["notPlanned"][number]): string {
  const counts = reason === TOO_FEW ? ` (${number(samples)} samples, ${number(needed)} needed)` : "";
  return `not planned: ${level} ${metric}, ${reason}${counts}`;
}
