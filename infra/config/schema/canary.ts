/** The key `workload.canary`: a new version of a service, which gets a share of its users. */
import { canaryMatchSchema } from "@stackmark/loadgen/schema";
import { z } from "zod";
import { objectName } from "./names.ts";

const { contains } = canaryMatchSchema.shape;
const HEADER = /^[A-Za-z0-9-]{1,100}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const canarySchema = z.strictObject({
  service: objectName.describe("Deployment of which a new version is tried."),
  image: z.string().min(1).max(500).optional().describe("Image of the new version. Default: that of the service."),
  env: z
    .record(z.string().regex(VARIABLE, "a name of letters, digits and '_'"), z.string())
    .optional()
    .describe("Environment variables that the new version has instead of, or in addition to, those of the service."),
  values: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      "A chart on this machine: values of the new version, which override those of the stable one. Needs `helm` on PATH.",
    ),
  weight: z.number().min(1).max(99).default(25).describe("Share of users that it gets, in percent."),
  by: z
    .enum(["replicas", "weights"])
    .optional()
    .describe(
      "`replicas`: by the numbers of pods. `weights`: by the proxy before the entry. Default: `weights` for the entry behind an `Ingress` or `Gateway`, else `replicas`.",
    ),
  match: z
    .strictObject({
      header: z
        .string()
        .regex(HEADER, "a header's name such as x-version")
        .optional()
        .describe("Response header to look at. Default: the body."),
      contains: contains.describe("Text that only the new version sends."),
    })
    .optional()
    .describe(
      "What tells the responses of the new version apart. Without it, only CPU, memory and traffic of both versions are known.",
    ),
});

export type CanaryConfig = z.infer<typeof canarySchema>;
