/** The series that a cell's folder holds beside its result: one NDJSON line a second or scrape. */
import { secondSchema } from "@stackmark/loadgen/schema";
import { z } from "zod";

const reading = z.number().nullable();

/** What one service or node showed at one scrape, as scraped: counters count from their process's start. */
export const usageSampleSchema = z.object({
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
});

/** One scrape of everything; `atMs` counts from the start of the load, as in `Second`. */
export const metricsSampleSchema = z.object({
  atMs: z.number(),
  services: z.array(usageSampleSchema),
  nodes: z.array(usageSampleSchema),
  /** Counter: bytes over all links between nodes, both ways. */
  crossNodeBytes: reading,
});

/** A second as the archive may hold it: imported files lack parts, and those are `null`. */
export const recordedSecondSchema = secondSchema.extend({
  users: z.number().int().nullable(),
  bytes: z.number().nullable(),
  inFlight: z.number().int().nullable(),
});

export type RecordedSecond = z.infer<typeof recordedSecondSchema>;
export type UsageSample = z.infer<typeof usageSampleSchema>;
export type MetricsSample = z.infer<typeof metricsSampleSchema>;
