/** The series in a cell's folder: one NDJSON line per second or per scrape. */
import { secondSchema } from "@stackmark/loadgen/schema";
import { z } from "zod";

const reading = z.number().nullable();

/** Values of one service or node as scraped; counters start at 0 with their process. */
const usageSampleSchema = z.object({
  name: z.string(),
  /** Counter: CPU time used, in seconds. */
  cpuSeconds: reading,
  /** Gauge. */
  memoryBytes: reading,
  /** Counters. */
  networkInBytes: reading,
  networkOutBytes: reading,
  crossNodeBytes: reading,
  restarts: reading,
  /** Counter: how often one was killed for lack of memory; absent in older runs. */
  oomKills: reading.optional(),
  /** Replicas that run; absent for nodes, and in older runs. */
  replicas: reading.optional(),
});

/** One scrape of everything; `atMs` counts from the start of the load, as in `Second`. */
export const metricsSampleSchema = z.object({
  atMs: z.number(),
  services: z.array(usageSampleSchema),
  nodes: z.array(usageSampleSchema),
  /** Counter: bytes over all links between nodes, in both directions. */
  crossNodeBytes: reading,
  /** Counters of emulated links; absent on real machines, and in older runs. */
  links: z.array(z.object({ between: z.tuple([z.string(), z.string()]), roundTrips: reading })).optional(),
});

/** A second in the archive; values that an imported file lacks are `null`. */
export const recordedSecondSchema = secondSchema.extend({
  users: z.number().int().nullable(),
  bytes: z.number().nullable(),
  inFlight: z.number().int().nullable(),
});

export type RecordedSecond = z.infer<typeof recordedSecondSchema>;
export type UsageSample = z.infer<typeof usageSampleSchema>;
export type MetricsSample = z.infer<typeof metricsSampleSchema>;
