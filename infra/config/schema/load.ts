/** What load is sent, and for how long. */
import { z } from "zod";
import { name } from "./names.ts";

export const levelSchema = z.strictObject({
  name: name.describe("Name of the level, unique in the stack."),
  users: z.int().min(1).max(1_000_000).describe("Simulated users at the same time."),
  spawnRatePerS: z.number().min(0.01).max(1_000_000).describe("Users started per second."),
  durationS: z.number().min(1).max(86_400).default(180).describe("From the first request to the last, in seconds."),
});

export const seedLevels = [
  { name: "low", users: 10, spawnRatePerS: 2, durationS: 180 },
  { name: "medium", users: 50, spawnRatePerS: 5, durationS: 180 },
  { name: "high", users: 200, spawnRatePerS: 10, durationS: 180 },
];

export const loadSchema = z.strictObject({
  enabled: z.boolean().default(true).describe("`false`: the workload is deployed, and nothing is measured."),
  scenario: z.enum(["boutique"]).default("boutique").describe("What the users do."),
  levels: z.array(levelSchema).min(1).max(50).default(seedLevels).describe("Load levels; each is measured by itself."),
  repeats: z.int().min(1).max(100).default(1).describe("How often each level is measured."),
  seed: z.int().min(0).max(4_294_967_295).default(1).describe("Seeds the order of cells and the users' choices."),
  thinkTimeFactor: z.number().min(0).max(100).default(1).describe("Multiplies the scenario's think times."),
  warmUpS: z
    .number()
    .min(0)
    .max(3600)
    .default(20)
    .describe("Seconds at the start of each level that are not measured: at least what all users take to start."),
  gracefulStopS: z
    .number()
    .min(0)
    .max(3600)
    .default(30)
    .describe("Seconds that requests under way at a level's end may still take before they are cut off."),
  marginS: z.number().min(1).max(86_400).default(60).describe("Seconds after its planned end when a cell is cut off."),
});
