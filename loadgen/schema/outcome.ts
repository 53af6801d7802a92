import { z } from "zod";
import { TIMING_KINDS, REQUEST_OUTCOMES, VERSIONS } from "./request.ts";
import type { CellResult } from "./cell.ts";

/** HdrHistogram's layout at three significant digits, from 1 µs to 12.7 days; files of 0.1 have only its first 67 s. */
export const HISTOGRAM_LAYOUT = "hdr-3";
const HISTOGRAM_LAYOUT_OF_0_1 = "hdr-3-60s";

/** The merged counts and histograms of a cell as plain JSON, for merging and comparing, which percentiles do not allow. */
export const serialisedHistogramsSchema = z.object({
  version: z.literal(0),
  layout: z.enum([HISTOGRAM_LAYOUT, HISTOGRAM_LAYOUT_OF_0_1]),
  /** Segments that the indexes below refer to. */
  segments: z.array(z.object({ name: z.string(), measured: z.boolean() })),
  counts: z.array(
    z.object({
      endpoint: z.string(),
      segment: z.number().int(),
      version: z.enum(VERSIONS).optional(),
      ok: z.number().int(),
      failed: z.number().int(),
      aborted: z.number().int(),
      bytes: z.number(),
      checked: z.number().int().default(0),
      checkedOk: z.number().int().default(0),
      tallies: z.array(z.object({ responses: z.number().int(), sum: z.number() })),
    }),
  ),
  entries: z.array(
    z.object({
      endpoint: z.string(),
      segment: z.number().int(),
      version: z.enum(VERSIONS).optional(),
      outcome: z.enum(REQUEST_OUTCOMES),
      kind: z.enum(TIMING_KINDS),
      /** base64 of varint pairs: distance to the previous counter's index, count. */
      counts: z.string(),
      count: z.number().int(),
      sumUs: z.number(),
      minUs: z.number().nullable(),
      maxUs: z.number(),
      /** Values past the end of the layout. */
      clamped: z.number().int(),
    }),
  ),
});

export type SerialisedHistograms = z.infer<typeof serialisedHistogramsSchema>;

/** Outcome of a load: the result to show, and its distributions. */
export interface LoadOutcome {
  result: CellResult;
  histograms: SerialisedHistograms;
  /** Message of the first error that a hook threw; the load continued. */
  hookFailure?: string;
}
