/** What Kubernetes' VerticalPodAutoscaler recommends that each replica of a service requests. */
import { z } from "zod";

const amountsSchema = z.object({ cpuCores: z.number(), memoryBytes: z.number() });
/** `null`: not set. */
const settingsSchema = z.object({ cpuCores: z.number().nullable(), memoryBytes: z.number().nullable() });

const recommendationSchema = z.object({
  service: z.string(),
  container: z.string(),
  target: amountsSchema,
  /** With few samples, the bounds are far apart. */
  lowerBound: amountsSchema,
  upperBound: amountsSchema,
  /** What each replica requested and was limited to. */
  requests: settingsSchema,
  limits: settingsSchema,
  /** Readings of CPU that it is computed from, those of earlier loads included. */
  samples: z.number().int(),
  lastSampleAt: z.iso.datetime(),
  /** Whether the last of them was taken after the load. */
  coversLoad: z.boolean(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

/** `problem`: why there are none. */
export const recommendationsSchema = z.union([z.array(recommendationSchema), z.object({ problem: z.string() })]);
export type Recommendations = z.infer<typeof recommendationsSchema>;
