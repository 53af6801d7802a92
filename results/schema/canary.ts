/** The plan of a canary: a new version of a service beside the stable one, which gets a share of its users. */
import { z } from "zod";

export const canaryPlanSchema = z.object({
  service: z.string(),
  /** Name of the Deployment of the new version. */
  deployment: z.string(),
  /** The share of it that was asked for, 0–1. */
  weight: z.number(),
  /** The share that its mechanism gives it, 0–1: replicas allow only some. */
  share: z.number(),
  /** What divides users: the Service, by its pods; or a proxy before it, by weights. */
  by: z.enum(["replicas", "ingress", "gateway"]),
  /** What is divided: pods get whole connections, proxies divide requests. */
  unit: z.enum(["connections", "requests"]),
  replicas: z.object({ stable: z.number().int(), canary: z.number().int() }),
});

export type CanaryPlan = z.infer<typeof canaryPlanSchema>;
