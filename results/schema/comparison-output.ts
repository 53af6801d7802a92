/** The output `comparison` of a stack that names a baseline: the deltas, in short. */
import { z } from "zod";

const deltaSchema = z.object({
  unit: z.string(),
  /** The baseline's value and this stack's; `null` where it was not measured. */
  baseline: z.number().nullable(),
  value: z.number().nullable(),
  absolute: z.number().nullable(),
  /** As a fraction of the baseline. */
  relative: z.number().nullable(),
  /** `null`: exploratory. */
  verdict: z.string().nullable(),
});

export const comparisonOutputSchema = z.union([
  z.object({
    /** Stack that was compared with, as configured. */
    baseline: z.string(),
    /** Its run. */
    runId: z.string(),
    verdict: z.string().nullable(),
    why: z.string(),
    /** By level and metric. */
    levels: z.record(z.string(), z.record(z.string(), deltaSchema)),
    notes: z.array(z.string()),
  }),
  /** Why there is nothing to compare. */
  z.object({ baseline: z.string(), problem: z.string() }),
]);

export type ComparisonOutput = z.infer<typeof comparisonOutputSchema>;
