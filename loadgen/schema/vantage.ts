import { z } from "zod";

/** Round trips generator to endpoint, as TCP connection set-up; percentiles by nearest rank. */
export const roundTripsSchema = z.object({
  min: z.number(),
  mean: z.number(),
  p50: z.number().optional(),
  p90: z.number().optional(),
  max: z.number(),
  samples: z.number().int(),
});

/** One worker of a load from other machines, or from pods. */
export const poolWorkerSchema = z.object({
  /** As in `worker-lost`. */
  name: z.string(),
  machine: z.string().optional(),
  region: z.string().optional(),
  zone: z.string().optional(),
  /** Before and after the load; `null` when the endpoint did not answer, or the worker was lost. */
  rttMs: z.object({ before: roundTripsSchema.nullable(), after: roundTripsSchema.nullable() }),
  /** Its clock minus the coordinator's, and the error bound of that: how far its start may be off. */
  clock: z.object({ offsetMs: z.number(), boundMs: z.number() }),
  /** How often the stream to it was lost and opened again. */
  reattached: z.number().int(),
  /** Ended in the whole load, its warm-up included. */
  requests: z.number().int(),
  failures: z.number().int(),
  bytes: z.number(),
  /** Over the measured part: of the worker's process, in percent of a core. */
  cpuPctOfCore: z.number().nullable(),
  /** Over the measured part: of its whole machine, in percent of all cores; `null` where the system does not state it. */
  machineCpuPct: z.number().nullable(),
  stealPct: z.number().nullable(),
  networkInBytesPerS: z.number().nullable(),
  networkOutBytesPerS: z.number().nullable(),
  /** Requests per second that it reached alone in its calibration, against itself; `null` without calibration. */
  calibratedPerS: z.number().nullable(),
});

export const vantageSchema = z.object({
  kind: z.enum(["here", "vm", "cluster"]),
  /** Where the generator sits, in words, such as "on the frontend's side of the link". */
  where: z.string(),
  /** Before the load, of all workers. */
  rttMs: roundTripsSchema.nullable(),
  /** After the load; absent for loads from this machine. */
  rttAfterMs: roundTripsSchema.nullable().optional(),
});

export type RoundTrips = z.infer<typeof roundTripsSchema>;
export type PoolWorker = z.infer<typeof poolWorkerSchema>;
export type Vantage = z.infer<typeof vantageSchema>;
