/** The section `load`: levels, repeats and their times. What `stackmark load` also takes has the bounds of its options. */
import {
  CLOSED_OPTIONS,
  LIMIT_OPTIONS,
  SCENARIO_OPTIONS,
  THINK_OPTIONS,
  TIME_OPTIONS,
} from "@stackmark/loadgen/schema";
import { z } from "zod";
import { name } from "./names.ts";

const { users, spawnRate } = CLOSED_OPTIONS;
const { seed } = SCENARIO_OPTIONS;
const { warmUp, duration } = TIME_OPTIONS;
const { thinkScale } = THINK_OPTIONS;
const { gracefulStop } = LIMIT_OPTIONS;

const SHORTEST_CELL_S = 1;

/** Bounds in seconds for an option that has them in milliseconds. */
function inSeconds({ minValue, maxValue }: z.ZodNumber): z.ZodNumber {
  const atLeast = z.number().min((minValue ?? 0) / 1000);
  return maxValue === null || !Number.isFinite(maxValue) ? atLeast : atLeast.max(maxValue / 1000);
}

export const levelSchema = z.strictObject({
  name: name.describe("Name of the level, unique in the stack."),
  users: users.schema.describe(users.description),
  spawnRatePerS: spawnRate.schema.describe(spawnRate.description),
  durationS: inSeconds(duration.schema)
    .min(SHORTEST_CELL_S)
    .default(180)
    .describe("Time from the first request to the last, in seconds."),
});

export const DEFAULT_LEVELS = [
  { name: "low", users: 10, spawnRatePerS: 2, durationS: 180 },
  { name: "medium", users: 50, spawnRatePerS: 5, durationS: 180 },
  { name: "high", users: 200, spawnRatePerS: 10, durationS: 180 },
];

export const loadSchema = z.strictObject({
  enabled: z.boolean().default(true).describe("If `false`, the workload is deployed, but no load is sent."),
  scenario: z.enum(["boutique"]).default("boutique").describe("Scenario of the users."),
  levels: z
    .array(levelSchema)
    .min(1)
    .max(50)
    .default(DEFAULT_LEVELS)
    .describe("Load levels. Each level is measured separately."),
  repeats: z.int().min(1).max(100).default(1).describe("Number of times that each level is measured."),
  order: z
    .enum(["low-to-high", "shuffled"])
    .default("low-to-high")
    .describe("Order of the levels in each round of repeats: by number of users, or shuffled by the seed."),
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
      "Seconds at the start of each level that are not measured; at least the time that all users need to start.",
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
