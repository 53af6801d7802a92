/** The output `comparison` of a stack that names a baseline: a summary of the changes. */
import { z } from "zod";

const deltaSchema = z.object({
  unit: z.string(),
  /** The values of the baseline and of this stack; `null` if not measured. */
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
    /** The baseline's stack, as configured. */
    baseline: z.string(),
    /** Run of the baseline. */
    runId: z.string(),
    verdict: z.string().nullable(),
    /** The answer in a few sentences; absent in outputs of earlier versions. */
    headline: z.string().optional(),
    why: z.string(),
    /** By level and metric. */
    levels: z.record(z.string(), z.record(z.string(), deltaSchema)),
    notes: z.array(z.string()),
  }),
  /** Why there is no comparison. */
  z.object({ baseline: z.string(), problem: z.string() }),
]);

export type ComparisonOutput = z.infer<typeof comparisonOutputSchema>;
