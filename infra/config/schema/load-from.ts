/** Where the load of a stack comes from: this machine, generator machines, or pods in its cluster, in one or more regions. */
import { z } from "zod";
import { NODE_IMAGE } from "../../catalog/images.ts";
import { LOAD_TOOLS, TOOL_NAMES } from "../../catalog/load-tools.ts";
import { objectives } from "./levels.ts";
import { cpu, memory } from "./quantities.ts";

const MAX_PODS = 1000;
const TOOL_IMAGES = TOOL_NAMES.map((name) => `\`${LOAD_TOOLS[name].image}\``).join(", ");

const region = z.string().min(1).max(40);

const podsSchema = z.strictObject({
  count: z.int().min(1).max(MAX_PODS).default(2).describe("Number of pods, each one worker; with `regions`, per pool."),
  image: z
    .string()
    .min(1)
    .optional()
    .describe(
      `Image that the nodes can pull, with Node 24, or with the tool of \`load.tool\`, a POSIX shell and gzip. Default: \`${NODE_IMAGE}\`, or the tool's own: ${TOOL_IMAGES}.`,
    ),
  cpu: cpu.default("500m").describe("Cores that each pod requests; it may use more."),
  memory: memory.default("512Mi").describe("Memory that each pod requests, and more than which it must not use."),
});

const regionsSchema = z.strictObject({
  pools: z
    .array(region)
    .min(1)
    .max(10)
    .describe("Regions that the load comes from. Each needs nodes; with `from: generators`, generators."),
  targets: z
    .array(
      z.strictObject({
        region: region.describe("Region of the target: the pods of the entry on the nodes of this region."),
        stack: z
          .string()
          .min(1)
          .optional()
          .describe("Instead: the entry of this stack, such as `us` or `org/project/us`; `region` names it then."),
      }),
    )
    .min(1)
    .max(10)
    .describe("Where requests go."),
  objectives: objectives
    .optional()
    .describe("Service level objectives of pairs in one region, such as `p95<50ms`; one that fails is exit code 99."),
  crossObjectives: objectives.optional().describe("The same for pairs of different regions."),
});

export const loadFromShape = {
  from: z
    .enum(["here", "generators", "cluster"])
    .default("here")
    .describe(
      "Where the load comes from: this machine, the machines in `generators`, or `cluster`: pods in the stack's cluster, on its nodes with the role `load` if there are any.",
    ),
  pods: podsSchema.prefault({}).describe("Pods of `from: cluster`."),
  regions: regionsSchema
    .optional()
    .describe("Runs each level from each of several regions to each of several targets; not with `from: here`."),
};
