/** The keys of `workload` that say what is deployed instead of a workload of Stackmark's, and how users reach it. */
import { z } from "zod";
import type { KubeObject } from "../../kubernetes/objects.ts";
import { ownChartSchema } from "./chart.ts";
import { objectName, url } from "./names.ts";

/** Of these keys, an application that is installed has exactly one. */
const INSTALLED = ["helm", "manifests", "kustomize"] as const;
export type SourceName = (typeof INSTALLED)[number];

/** An application of the user's has exactly one of these keys. */
export const SOURCES = [...INSTALLED, "url", "processes"] as const;

/** Of an application without a name. */
export const DEFAULT_NAME = "app";

export const sourcesOf = (workload: Partial<Record<(typeof SOURCES)[number], unknown>>): (typeof SOURCES)[number][] =>
  SOURCES.filter((source) => workload[source] !== undefined);

const entrySchema = z.strictObject({
  service: objectName.describe("Name of the Kubernetes Service, or of the process, that users connect to."),
  port: z.int().min(1).max(65_535).optional().describe("Port of this Service. Default: its only port."),
  path: z
    .string()
    .regex(/^\/\S*$/, "a path such as /index.html")
    .default("/")
    .describe("Path that must be answered before the load, and that users request by default."),
  scheme: z.enum(["http", "https"]).default("http").describe("Protocol of the entry."),
  deployment: objectName
    .optional()
    .describe("Deployment or StatefulSet behind the Service. Default: the one whose pods the Service selects."),
});

const callSchema = z.strictObject({
  endpoint: z.string().min(1).describe("Name of the request in the results, such as `GET /cart`."),
  from: objectName.describe("Deployment or StatefulSet that calls."),
  to: objectName.describe("Deployment or StatefulSet that is called."),
  times: z
    .int()
    .min(0)
    .max(10_000)
    .default(1)
    .describe("Calls, one after the other, that one request of the endpoint causes."),
});

export const applicationShape = {
  helm: ownChartSchema.optional().describe("Your application, as a Helm chart."),
  manifests: z
    .array(z.string().min(1))
    .min(1)
    .max(200)
    .optional()
    .describe(
      "Your application, as files of Kubernetes objects or folders of such files, as paths from the stack file's folder.",
    ),
  kustomize: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Your application, as a folder with a `kustomization.yaml`, built by `kubectl` or `kustomize`, which must be on PATH.",
    ),
  url: url
    .optional()
    .describe(
      "Your application, where it runs already: the URL that users request. It needs no `topology`, and only its responses are measured.",
    ),
  entry: entrySchema.optional().describe("Your application, required: where users enter it."),
  ready: z
    .array(objectName)
    .optional()
    .describe(
      "Your application: Deployments and StatefulSets that must be Ready before the load starts. Default: all in its namespace.",
    ),
  calls: z
    .array(callSchema)
    .max(2000)
    .optional()
    .describe(
      "Your application: calls between its services, from which a comparison explains what links add to latency. Without them, that share stays unexplained.",
    ),
};

/** What the files contain that the keys name. */
export interface WorkloadFiles {
  /** A Helm chart on this machine. Null: it comes from elsewhere, or there is none. */
  chart: { path: string; digest: string } | null;
  /** Values of the chart: those of its files, overridden by those in the stack file. */
  values: Record<string, unknown>;
  /** Of manifests. */
  objects: KubeObject[];
  /** The Deployment of a canary that has values of its own. Null: it is a copy of the stable one. */
  canary: KubeObject | null;
}

export const NO_FILES: WorkloadFiles = { chart: null, values: {}, objects: [], canary: null };
