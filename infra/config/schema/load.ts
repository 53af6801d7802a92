/** The section `load`: levels, repeats and their times. What `stackmark load` also takes has the bounds of its options. */
import {
  BUILT_IN_SCENARIOS,
  LIMIT_OPTIONS,
  SCENARIO_OPTIONS,
  THINK_OPTIONS,
  TIME_OPTIONS,
} from "@stackmark/loadgen/schema";
import { z } from "zod";
import { TOOL_NAMES } from "../../catalog/load-tools.ts";
import { generatorSchema } from "./generators.ts";
import { labels } from "./names.ts";
import { DEFAULT_LEVELS, inSeconds, levelSchema, objectives } from "./levels.ts";
import { loadFromShape } from "./load-from.ts";

const { scenario, scenarioOption, seed } = SCENARIO_OPTIONS;
const { warmUp } = TIME_OPTIONS;
const { thinkScale } = THINK_OPTIONS;
const { gracefulStop } = LIMIT_OPTIONS;

export const loadSchema = z.strictObject({
  enabled: z.boolean().default(true).describe("If `false`, the workload is deployed, but no load is sent."),
  ...loadFromShape,
  generators: z
    .array(generatorSchema)
    .max(100)
    .default([])
    .describe(
      "Machines that send the load, with `from: generators`. Stackmark logs in to existing ones with `edgeSshKey`.",
    ),
  scenario: scenario.schema
    .default("boutique")
    .describe(
      `What users do: ${BUILT_IN_SCENARIOS.map((name) => `\`${name}\``).join(", ")}, or the path of a module such as \`./checkout.ts\`, relative to the stack file.`,
    ),
  scenarioOptions: scenarioOption.schema.default({}).describe("Options passed to the scenario."),
  tool: z
    .enum(TOOL_NAMES)
    .optional()
    .describe(
      "Runs `file` with this tool instead of a scenario, from where `from` says. On this machine and on generators, it must be installed.",
    ),
  file: z
    .string()
    .min(1)
    .optional()
    .describe("Script of k6, locustfile or JMeter plan for `tool`, relative to the stack file."),
  objectives: objectives
    .optional()
    .describe(
      "Objectives such as `p95<500ms` and `failures<1%`. They decide the capacity of levels, and end levels that look for it. Default: none.",
    ),
  export: z
    .strictObject({
      remoteWrite: z
        .url({ protocol: /^https?$/ })
        .describe(
          "Receiver of Prometheus' remote-write protocol, such as `http://prometheus:9090/api/v1/write`. The environment variable `STACKMARK_EXPORT_AUTHORIZATION` is its `Authorization` header.",
        ),
      labels: labels.default({}).describe("Labels of every series, in addition to `stack`, `level` and `repeat`."),
    })
    .optional()
    .describe("Where the load's own metrics are written while it runs. A receiver that fails never harms the load."),
  levels: z
    .array(levelSchema)
    .min(1)
    .max(50)
    .default(DEFAULT_LEVELS)
    .describe("Load levels. Each level is measured separately. With a tool, the default is one level `script`."),
  repeats: z.int().min(1).max(100).default(1).describe("Number of times that each level is measured."),
  order: z
    .enum(["low-to-high", "shuffled"])
    .default("low-to-high")
    .describe(
      "Order of the levels in each round of repeats: constant levels by users or arrivals, then those that change, `stress` last; or shuffled by the seed.",
    ),
  seed: seed.schema.default(seed.default).describe("Seed of the users' choices, and of a shuffled order."),
  thinkTimeFactor: thinkScale.schema.default(thinkScale.default).describe(thinkScale.description),
  rehearsalS: z
    .number()
    .min(0)
    .max(3600)
    .default(60)
    .describe(
      "Longest rehearsal, in seconds: before the first level, the users of the highest one run unmeasured until their latency is flat. 0 disables it.",
    ),
  warmUpS: inSeconds(warmUp.schema)
    .default(20)
    .describe(
      "Seconds at the start of each constant level that are not measured; at least the time that all users need to start.",
    ),
  gracefulStopS: inSeconds(gracefulStop.schema)
    .default(gracefulStop.default / 1000)
    .describe("Seconds that requests in flight get at the end of a level before they are aborted."),
  marginS: z
    .number()
    .min(1)
    .max(86_400)
    .default(60)
    .describe("Seconds after the planned end of a cell until it is aborted."),
});
