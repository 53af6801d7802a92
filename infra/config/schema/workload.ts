/** The section `workload`: the application under test. */
import { z } from "zod";
import { CHARTS } from "../../catalog/charts.ts";
import { applicationShape } from "./application.ts";
import { canarySchema } from "./canary.ts";
import { chartSchema, imageRepository } from "./chart.ts";
import { exposureSchema } from "./exposure.ts";
import { labels, name, objectName } from "./names.ts";
import { processesSchema } from "./processes.ts";
import { amounts } from "./quantities.ts";

const autoscaleSchema = z
  .strictObject({
    min: z.int().min(1).max(100).default(1).describe("Fewest replicas, which each run begins with."),
    max: z.int().min(1).max(100).describe("Most replicas."),
    cpu: z
      .int()
      .min(1)
      .max(1000)
      .default(80)
      .describe("CPU that replicas shall use on average, in percent of what each requests."),
  })
  .refine(({ min, max }) => min <= max, { path: ["max"], error: "must be at least `min`" })
  .describe(
    "Real machines: Kubernetes changes the number of replicas with the CPU that they use (HorizontalPodAutoscaler). Instead of `replicas`.",
  );

const serviceSchema = z
  .strictObject({
    replicas: z
      .int()
      .min(1)
      .max(20)
      .optional()
      .describe("Number of replicas. Default: 1; in your application, what its chart or manifests say."),
    nodeSelector: labels
      .optional()
      .describe("Labels that a node must have to run the service. Replaces `workload.nodeSelector`."),
    resources: z
      .strictObject({
        requests: amounts.optional().describe("Resource requests of each replica."),
        limits: amounts.optional().describe("Resource limits of each replica."),
      })
      .optional()
      .describe(
        "CPU and memory, instead of what the chart or manifests say. In a pod of several containers, they are those of the container with the service's name, or else of the first one. On emulated nodes, only the limits of programs hold.",
      ),
    autoscale: autoscaleSchema.optional(),
    recommend: z
      .boolean()
      .optional()
      .describe(
        "Machines of the stack's own: after each load, a VerticalPodAutoscaler recommends requests, and changes none. Default: `false`.",
      ),
  })
  .refine(({ replicas, autoscale }) => replicas === undefined || autoscale === undefined, {
    path: ["replicas"],
    error: "cannot be set beside `autoscale`, which decides it",
  });

export type Autoscale = z.infer<typeof autoscaleSchema>;

export type ServiceResources = NonNullable<z.infer<typeof serviceSchema>["resources"]>;

export const workloadSchema = z.strictObject({
  name: name
    .optional()
    .describe(
      "`storefront` on emulated nodes, Online Boutique (`boutique`) on real machines, or `iot`, `rest-api` or `echo` on either; with `helm`, `manifests` or `kustomize`, any name of your own. Default: `storefront`; of your application: `app`.",
    ),
  ...applicationShape,
  processes: processesSchema,
  port: z.int().min(0).max(65_535).default(0).describe("Port of the entry on this machine; 0 selects a free port."),
  profile: z
    .enum(["full", "minimal"])
    .default("full")
    .describe("`boutique`: `minimal` does not deploy adservice, recommendationservice and emailservice."),
  chart: chartSchema(CHARTS.boutique),
  imageRepository: imageRepository.describe(
    "Host and path that the images of `boutique`, `iot`, `rest-api` and `echo` are pulled from, if you use a mirror. Default: the chart's; of the others `docker.io/library`.",
  ),
  exposure: exposureSchema.prefault({}),
  canary: canarySchema
    .optional()
    .describe("Real machines: a new version of a service, which runs beside it and gets a share of its users."),
  nodePort: z
    .int()
    .min(30_000)
    .max(32_767)
    .optional()
    .describe(
      "Real machines: node port of the entry, on the nodes that run it. Default: 30080, and in an existing cluster one that the cluster chooses.",
    ),
  killPod: z
    .boolean()
    .default(false)
    .describe("Real machines: deletes one pod of the entry during the highest level, and measures the recovery."),
  preload: z
    .boolean()
    .default(true)
    .describe(
      "Kubernetes: each node pulls the images of all services that it may run before the entry is moved and the roll-out is timed, so that no pull is measured.",
    ),
  timeoutS: z
    .number()
    .min(10)
    .max(7200)
    .default(600)
    .describe("Real machines: timeout in seconds until all replicas are Ready, and again until the entry has moved."),
  nodeSelector: labels
    .default({})
    .describe("Labels that a node must have to run a service, in addition to those that your application asks for."),
  services: z
    .record(objectName, serviceSchema)
    .default({})
    .describe(
      "Settings per service: by the name of a service of the storefront, or of a Deployment or StatefulSet of Online Boutique or your application.",
    ),
});
