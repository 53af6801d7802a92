/** The section `workload`: the application under test. */
import { z } from "zod";
import { ALL_SERVICES, type ServiceName } from "../../catalog/services.ts";
import { CHARTS } from "../../catalog/charts.ts";
import { chartSchema, imageRepository } from "./chart.ts";
import { labels } from "./names.ts";
import { entrySchema, processesSchema } from "./processes.ts";

const cpu = z.string().regex(/^(\d+m|\d+(\.\d+)?)$/, "cores such as 200m or 0.5");
const memory = z.string().regex(/^\d+(Ki|Mi|Gi)$/, "memory such as 128Mi");
const amounts = z.strictObject({
  cpu: cpu.optional().describe("Cores, such as `200m`."),
  memory: memory.optional().describe("Memory, such as `128Mi`."),
});

const serviceSchema = z.strictObject({
  replicas: z.int().min(1).max(20).default(1).describe("Number of replicas."),
  nodeSelector: labels
    .optional()
    .describe("Labels that a node must have to run the service. Replaces `workload.nodeSelector`."),
  resources: z
    .strictObject({
      requests: amounts.optional().describe("Resource requests of each replica."),
      limits: amounts.optional().describe("Resource limits of each replica."),
    })
    .optional()
    .describe("`boutique`: CPU and memory, instead of the values of the chart."),
});

export const workloadSchema = z.strictObject({
  name: z
    .enum(["storefront", "boutique"])
    .default("storefront")
    .describe("Deployed workload: `storefront` on emulated nodes, Online Boutique (`boutique`) on real machines."),
  processes: processesSchema,
  entry: entrySchema,
  port: z.int().min(0).max(65_535).default(0).describe("Port of the entry on this machine; 0 selects a free port."),
  profile: z
    .enum(["full", "minimal"])
    .default("full")
    .describe("`boutique`: `minimal` does not deploy adservice, recommendationservice and emailservice."),
  chart: chartSchema(CHARTS.boutique),
  imageRepository: imageRepository.describe(
    "`boutique`: host and path that the images of the services are pulled from, if you use a mirror. Default: the chart's.",
  ),
  nodePort: z
    .int()
    .min(30_000)
    .max(32_767)
    .default(30_080)
    .describe("`boutique`: node port of the entry, on the nodes that run it."),
  killPod: z
    .boolean()
    .default(false)
    .describe("`boutique`: deletes one pod of the entry during the highest level, and measures the recovery."),
  timeoutS: z
    .number()
    .min(10)
    .max(7200)
    .default(600)
    .describe("`boutique`: timeout in seconds until all replicas are Ready, and again until the entry has moved."),
  nodeSelector: labels.default({}).describe("Labels that a node must have to run a service."),
  services: z
    .strictObject(
      Object.fromEntries(ALL_SERVICES.map((service) => [service, serviceSchema.optional()])) as Record<
        ServiceName,
        z.ZodOptional<typeof serviceSchema>
      >,
    )
    .default({})
    .describe("Settings per service."),
});
