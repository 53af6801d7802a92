/** Statistics of requests, of which a cell has several: of each endpoint, each segment, each version, and of all. */
import { z } from "zod";
import { VERSIONS } from "./request.ts";

/** Why a number is missing: shown wherever the number would have been. */
const missing = z.object({ metric: z.string(), reason: z.string() });

/** Exact to three significant digits; `null` where too few samples support the percentile (see `missing`). */
export const latencySchema = z.object({
  avg: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  p999: z.number().nullable(),
});

/** Statistics of one endpoint, or of all together, over the measured part of a cell (without its warm-up). */
export const endpointSchema = z.object({
  /** Method and name, `GET /product/:id`; `*` for all endpoints together. */
  name: z.string(),
  requests: z.number().int().nonnegative(),
  ok: z.number().int().nonnegative(),
  failures: z.number().int().nonnegative(),
  ratePerS: z.number().nonnegative(),
  failuresPerS: z.number().nonnegative(),
  /** Body bytes received. */
  bytes: z.number().nonnegative(),
  /** Of successful requests only. Closed model: service time. Open model: response time, from when it was due. */
  latencyMs: latencySchema,
  /** Of all requests, failed ones included at the time that they took. */
  allLatencyMs: latencySchema,
  missing: z.array(missing),
  /**
   * Numbers that the target reported in response headers (spec.tallyHeaders), summed over the hops of a request; of
   * successful requests. `responses`: requests that carried the header; `mean`: per such request.
   */
  tallies: z.record(
    z.string(),
    z.object({ responses: z.number().int(), sum: z.number(), mean: z.number().nullable() }),
  ),
});

/** Statistics of one version of a target with a canary, over all endpoints. */
export const versionSchema = endpointSchema.extend({
  name: z.enum(VERSIONS),
  /** Of the whole load, its warm-up included: responses, and connections whose first request this version answered. */
  responses: z.number().int().nonnegative(),
  connections: z.number().int().nonnegative(),
});

export type EndpointStats = z.infer<typeof endpointSchema>;
export type VersionStats = z.infer<typeof versionSchema>;
export type Latency = z.infer<typeof latencySchema>;
