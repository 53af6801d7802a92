/** The section `observability`: how machines and services are measured. */
import { z } from "zod";
import { CHARTS } from "../../catalog/charts.ts";
import { chartSchema } from "./chart.ts";
import { namespaceName, objectName, url } from "./names.ts";

const serviceSchema = z.strictObject({
  namespace: namespaceName.describe("Namespace of the Service."),
  name: objectName.describe("Name of the Service."),
  port: z.int().min(1).max(65_535).default(9090).describe("Port of the Service."),
  path: z
    .string()
    .regex(/^\/\S*$/, "a path such as /prometheus")
    .default("/")
    .describe("Path before that of Prometheus' API."),
});

const prometheusSchema = z.strictObject({
  url: url.optional().describe("URL at which this machine reaches it, such as `https://prometheus.example.com`."),
  service: serviceSchema
    .optional()
    .describe("Its Service, which the API server's proxy reaches with the kubeconfig's credentials."),
});

export const observabilitySchema = z.strictObject({
  install: z
    .boolean()
    .optional()
    .describe(
      "Whether the stack measures machines and services itself. `false`, or `observability: none`: only responses are measured. Default: `true`, and `false` with `topology.cluster`.",
    ),
  prometheus: prometheusSchema
    .optional()
    .describe("`topology.cluster`: the cluster's Prometheus, by its `url` or its `service`."),
  scrapeIntervalS: z
    .number()
    .min(0.2)
    .max(300)
    .optional()
    .describe(
      "Scrape interval of metrics, in seconds; of a Prometheus that is already there, the one that it has. Default: 1 on emulated nodes, 5 on real machines, 30 for a Prometheus that is already there.",
    ),
  chart: chartSchema(CHARTS.monitoring),
  recommender: chartSchema(CHARTS.recommender),
});

/** Words that stand for a whole section. */
export const SHORT_FORMS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  observability: { none: { install: false } },
};
