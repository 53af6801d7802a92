import { z } from "zod";
import { labelsSchema } from "./labels.ts";
import { endpointSchema, latencySchema, versionSchema } from "./statistics.ts";
import { vantageSchema, poolWorkerSchema } from "./vantage.ts";

/**
 * The schema of one measured cell: one load level, run once against one target.
 *
 * It lives with the generator because the generator makes it; archives, comparisons and reports only read it.
 * Units are in the names; times of day are ISO 8601 in UTC; an unknown value is `null`, never 0.
 */

/** Of the whole load, its warm-up included; offsets from the start of the load. */
export const errorSchema = z.object({
  endpoint: z.string(),
  /** Stable class: `refused`, `reset`, `timeout-headers`, `http-5xx`, ... (docs/errors.md). */
  class: z.string(),
  message: z.string(),
  count: z.number().int().positive(),
  firstAtMs: z.number(),
  lastAtMs: z.number(),
});

/** A named part of the load's shape; offsets from the start of the load. */
export const segmentSchema = z.object({
  name: z.string(),
  kind: z.enum(["warm-up", "ramp", "plateau", "spike", "ramp-down", "recovery"]),
  startMs: z.number(),
  endMs: z.number(),
  /** Whether its requests count in `overall` and `endpoints`. */
  measured: z.boolean(),
});

export const auditSchema = z.object({ name: z.string(), holds: z.boolean(), detail: z.string() });

/** A threshold of the specification, evaluated over the measured part. */
export const thresholdResultSchema = z.object({
  /** As it was written. */
  threshold: z.string(),
  holds: z.boolean(),
  /** `null` without measurements; the threshold then does not hold. */
  value: z.number().nullable(),
});

/** Statistics of one segment, over all endpoints. */
export const segmentStatsSchema = z.object({
  segment: z.string(),
  overall: endpointSchema,
  /** Open model: arrivals that were due in it. */
  arrivals: z
    .object({
      planned: z.number().int(),
      released: z.number().int(),
      dropped: z.record(z.string(), z.number().int()),
      /** Due, and started, per second of the segment. */
      offeredPerS: z.number().optional(),
      achievedPerS: z.number().optional(),
    })
    .nullable(),
});

export const accountingSchema = z.object({
  planned: z.number().int(),
  released: z.number().int(),
  dropped: z.number().int(),
  sent: z.number().int(),
  ok: z.number().int(),
  failed: z.number().int(),
  aborted: z.number().int(),
  inFlightAtEnd: z.number().int(),
  audits: z.array(auditSchema),
});

export const generatorSchema = z.object({
  workers: z.number().int(),
  cpuPctOfCore: z.number().nullable(),
  eventLoopUtilisation: z.number().nullable(),
  loopDelayP99Ms: z.number().nullable(),
  /** The run is invalid: the generator moved a reported figure by more than the margin of comparisons, as `reasons` say. */
  limited: z.boolean(),
  reasons: z.array(z.string()),
  /** Percentiles that its delays moved by more than the margins of comparisons, if nothing else limits it; absent otherwise. */
  moved: z.array(z.enum(["p50", "p90", "p95", "p99"])).optional(),
  /** What the generator added, where that is less than the margin; and what limited the rate of users without think time. */
  notes: z.array(z.string()).optional(),
  /** Time of requests to an echo in the worker itself, before the load: the floor of what it can measure. */
  overheadMs: z.object({ p50: z.number(), p99: z.number() }).nullable().optional(),
  /** 99th percentile of the gaps in the worker's view of the clock, before the load. */
  jitterMs: z.number().optional(),
  /** Users without think time drove the generator to its limit: throughput is a lower bound, latency is not comparable. */
  maxRate: z.boolean().optional(),
  /** Of each worker: its clock minus the coordinator's, and the error bound of that. */
  clocks: z.array(z.object({ offsetMs: z.number(), boundMs: z.number() })).optional(),
  /** Each worker, of loads from other machines or from pods. */
  pool: z.array(poolWorkerSchema).optional(),
});

/** First and second half of a plateau. */
export const steadySchema = z.object({
  segment: z.string(),
  /** They are within 10 % in rate, and within 10 % or 0.4 ms in median; `null`: they are not, but of so few requests that chance may explain it. */
  holds: z.boolean().nullable(),
  ratePerS: z.array(z.number()).length(2),
  /** `null`: too few samples for a median. */
  p50Ms: z.array(z.number().nullable()).length(2),
});

/** Connections and requests to one address of the target over the whole load. */
export const connectionsSchema = z.object({
  /** Address and port. */
  address: z.string(),
  /** Negotiated protocol, such as `HTTP/1.1 over TLSv1.3`; `null` if no connection succeeded. */
  protocol: z.string().nullable(),
  /** Connections that were set up. */
  opened: z.number().int(),
  /** Requests; each hop of a redirect counts. */
  requests: z.number().int(),
});

/** Which cell it is: one level, run once. */
export const cellIdentityFields = {
  /** Name of the LoadRun resource: `load-<level>-<repeat>`. */
  cell: z.string(),
  level: z.string(),
  repeat: z.number().int().positive(),
};

export const cellSchema = z.object({
  schemaVersion: z.literal(0),
  status: z.enum(["complete", "partial", "invalid"]),
  /** Why the status isn't `complete`; empty when it is. */
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  /** What to know beside good numbers, such as a time in which the target was down. */
  notes: z.array(z.string()).optional(),
  /** The load specification as it was run, defaults filled in (loadgen/schema/spec.ts). */
  spec: z.record(z.string(), z.json()),
  target: z.string(),
  /** Of `stackmark load --label`; absent if there are none. */
  labels: labelsSchema.optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  /** The measured part: segments with `measured`, in all. */
  measuredMs: z.number(),
  segments: z.array(segmentSchema),
  vantage: vantageSchema,
  overall: endpointSchema,
  endpoints: z.array(endpointSchema),
  errors: z.array(errorSchema),
  accounting: accountingSchema,
  generator: generatorSchema,
  thresholds: z.array(thresholdResultSchema).optional(),
  /** Of each segment; left out where the measured part is a single one of a closed model. */
  segmentStats: z.array(segmentStatsSchema).optional(),
  /** Of each version of a target with a canary that sent a response; absent where versions were not told apart. */
  versions: z.array(versionSchema).optional(),
  /** Parts of the time of successful requests over all endpoints (defined in loadgen/schema/request.ts). */
  timings: z.record(z.string(), z.object({ samples: z.number().int(), ms: latencySchema })).optional(),
  /** Where a condition ended a load that was to find the limit of its target; absent if none did. */
  limit: z
    .object({
      /** Code of the condition: `error-rate`, `latency` or `threshold`. */
      condition: z.string(),
      /** Offset from the start of the load. */
      atMs: z.number(),
      /** Users, or arrivals per second in the open model, when the condition failed. */
      load: z.number(),
      /** The same at the start of the window that the condition looks at: the highest load that is known to meet it. */
      sustained: z.number(),
    })
    .optional(),
  /** Longest time in the measured part with requests under way and none that ended (closed models under-sample stalls). */
  longestGapMs: z.number().nullable(),
  /** By address, most requests first. */
  connections: z.array(connectionsSchema).optional(),
  /** Of each plateau that ran to its end: whether its halves agree. */
  steady: z.array(steadySchema).optional(),
});

/** One second of a cell, over all endpoints; the time series of reports (NDJSON in the archive). */
export const secondSchema = z.object({
  atMs: z.number(),
  users: z.number().int(),
  requests: z.number().int(),
  failures: z.number().int(),
  bytes: z.number(),
  inFlight: z.number().int(),
  /** Open model: arrivals that were due in it. */
  offered: z.number().int().optional(),
  /** Failures by class; absent where none. */
  failureClasses: z.record(z.string(), z.number().int()).optional(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});

export type { EndpointStats, Latency, VersionStats } from "./statistics.ts";
export type CellIdentity = z.infer<z.ZodObject<typeof cellIdentityFields>>;
export type CellResult = z.infer<typeof cellSchema>;
export type ErrorCount = z.infer<typeof errorSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type ThresholdResult = z.infer<typeof thresholdResultSchema>;
export type SegmentStats = z.infer<typeof segmentStatsSchema>;
export type Accounting = z.infer<typeof accountingSchema>;
export type Second = z.infer<typeof secondSchema>;
