/** Latency from each region to each region, under one level. */
import { z } from "zod";

/** Milliseconds, with their 95 % interval. */
export const boundedSchema = z.object({ ms: z.number(), low: z.number(), high: z.number() });
const percentiles = {
  p50: boundedSchema.nullable(),
  p95: boundedSchema.nullable(),
  p99: boundedSchema.nullable(),
};

export const regionDeltaSchema = z.object({
  ...percentiles,
  /** Difference of the measured round trips; `null` if one was not measured. */
  rttMs: z.number().nullable(),
  /** `rttMs` as a share of the difference in p50: 1 is all of it. `null` if either is unknown or no latency was added. */
  explained: z.number().nullable(),
});

export const regionPairSchema = z.object({
  /** Region of the generators. */
  from: z.string(),
  /** Region of the target. */
  to: z.string(),
  /** Name of the level of this pair. */
  level: z.string(),
  cells: z.number().int(),
  /** Cells that count as evidence. */
  evidence: z.number().int(),
  ...percentiles,
  /** Median round trip from the generators to the target before the load, mean of repeats; `null` if it was not measured. */
  rttMs: z.number().nullable(),
  requests: z.number().int(),
  failuresPct: z.number().nullable(),
  /** Against the target in the generators' own region; `null` for that one, and without it. */
  delta: regionDeltaSchema.nullable(),
  /** Service level objectives of the pair: one holds if it holds in each cell. `value` is that of a cell in which it does not. */
  objectives: z.array(z.object({ threshold: z.string(), holds: z.boolean(), value: z.number().nullable() })),
});

export const regionMatrixSchema = z.object({
  /** The level that every pair ran, as configured. */
  level: z.string(),
  /** Regions of generators. */
  pools: z.array(z.string()),
  /** Regions of targets. */
  targets: z.array(z.string()),
  pairs: z.array(regionPairSchema),
  /** A pair was measured once: its intervals show how requests vary, and not how runs do. */
  isWithinRun: z.boolean(),
});

export type Bounded = z.infer<typeof boundedSchema>;
export type RegionDelta = z.infer<typeof regionDeltaSchema>;
export type RegionPair = z.infer<typeof regionPairSchema>;
export type RegionMatrix = z.infer<typeof regionMatrixSchema>;
