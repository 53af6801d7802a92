/** The section `load`: levels, repeats and their times. */
import { z } from "zod";
import { name } from "./names.ts";

export const levelSchema = z.strictObject({
  name: name.describe("Name of the level, unique in the stack."),
  users: z.int().min(1).max(1_000_000).describe("Concurrent simulated users."),
  spawnRatePerS: z.number().min(0.01).max(1_000_000).describe("Users started per second."),
  durationS: z
    .number()
    .min(1)
    .max(86_400)
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
  seed: z
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(1)
    .describe("Seed of the random order of cells and of the users' choices."),
  thinkTimeFactor: z.number().min(0).max(100).default(1).describe("Factor for the think times of the scenario."),
  warmUpS: z
    .number()
    .min(0)
    .max(3600)
    .default(20)
    .describe(
      "Seconds at the start of each level that are not measured; at least the time that all users need to start.",
    ),
  gracefulStopS: z
    .number()
    .min(0)
    .max(3600)
    .default(30)
    .describe("Seconds that requests in flight get at the end of a level before they are aborted."),
  marginS: z
    .number()
    .min(1)
    .max(86_400)
    .default(60)
    .describe("Seconds after the planned end of a cell until it is aborted."),
});
