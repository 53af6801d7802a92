/** A service of the workload as planned. */
import { z } from "zod";

const amountsSchema = z.object({ cpu: z.string().optional(), memory: z.string().optional() });
const resourcesSchema = z.object({ requests: amountsSchema.optional(), limits: amountsSchema.optional() });

export const plannedServiceSchema = z.object({
  name: z.string(),
  /** `null`: as the application's chart says, or as many as its autoscaler makes of it. */
  replicas: z.number().int().nullable(),
  nodeSelector: z.record(z.string(), z.string()),
  /** Requests and limits of each replica that the stack file sets; absent if it sets none. */
  resources: resourcesSchema.optional(),
  /** Bounds of the number of replicas, and the CPU that they shall use, in percent of their requests. */
  autoscale: z.object({ min: z.number().int(), max: z.number().int(), cpu: z.number() }).optional(),
  /** A VerticalPodAutoscaler recommends requests for it, and changes none; absent if none does. */
  recommend: z.literal(true).optional(),
});
