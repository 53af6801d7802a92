/** What runs on the machines. */
import { z } from "zod";
import { allServiceNames, type AnyServiceName } from "../../topology/services.ts";
import { labels } from "./names.ts";

const cpu = z.string().regex(/^(\d+m|\d+(\.\d+)?)$/, "cores such as 200m or 0.5");
const memory = z.string().regex(/^\d+(Ki|Mi|Gi)$/, "memory such as 128Mi");
const amounts = z.strictObject({
  cpu: cpu.optional().describe("Cores, such as `200m`."),
  memory: memory.optional().describe("Memory, such as `128Mi`."),
});

const serviceSchema = z.strictObject({
  replicas: z.int().min(1).max(20).default(1).describe("How many instances run."),
  nodeSelector: labels.optional().describe("Labels that a node must have; instead of `workload.nodeSelector`."),
  resources: z
    .strictObject({
      requests: amounts.optional().describe("What is set aside for each instance."),
      limits: amounts.optional().describe("What an instance gets at most."),
    })
    .optional()
    .describe("`boutique`: CPU (`200m`) and memory (`128Mi`), instead of the chart's."),
});

export const workloadSchema = z.strictObject({
  name: z
    .enum(["storefront", "boutique"])
    .default("storefront")
    .describe("What is deployed: `storefront` on emulated nodes, Online Boutique (`boutique`) on real ones."),
  port: z.int().min(0).max(65_535).default(0).describe("Port of the entry on this machine; 0 takes any free one."),
  profile: z
    .enum(["full", "minimal"])
    .default("full")
    .describe("`boutique`: `minimal` leaves out adservice, recommendationservice and emailservice."),
  nodePort: z
    .int()
    .min(30_000)
    .max(32_767)
    .default(30_080)
    .describe("`boutique`: port of the entry on the nodes that have it."),
  killPod: z
    .boolean()
    .default(false)
    .describe("`boutique`: deletes one pod of the entry under the highest load, and measures how it comes back."),
  timeoutS: z
    .number()
    .min(10)
    .max(7200)
    .default(600)
    .describe("`boutique`: seconds until every replica is Ready, and again until the entry has moved."),
  nodeSelector: labels.default({}).describe("Labels that a node must have to run any service."),
  services: z
    .strictObject(
      Object.fromEntries(allServiceNames.map((service) => [service, serviceSchema.optional()])) as Record<
        AnyServiceName,
        z.ZodOptional<typeof serviceSchema>
      >,
    )
    .default({})
    .describe("What differs per service."),
});
