/** A metric that follows from several cells, or from one whose load changes. */
import { z } from "zod";

export const derivedMetricSchema = z.object({
  /**
   * `capacity`: the highest load within the objectives. `knee`: the load at which throughput stops growing in proportion.
   * `recovery`: the time from the end of a spike until latency and failures are as before it.
   */
  metric: z.enum(["capacity", "knee", "recovery"]),
  /** Level that it belongs to; `null` if it follows from all levels of the run. */
  level: z.string().nullable(),
  /** Unit of `value`: `users` or `arrivals/s`; `ms` for a recovery. */
  unit: z.enum(["users", "arrivals/s", "ms"]),
  /** Median of `values`; `null` if there are none. */
  value: z.number().nullable(),
  /** Of each repeat. */
  values: z.array(z.number()),
  /** The load was never too high, so the capacity is at least this; absent if it is exact. */
  isAtLeast: z.boolean().optional(),
  /** How it was found, in words; without a value, why there is none. */
  how: z.string(),
});

export type DerivedMetric = z.infer<typeof derivedMetricSchema>;
