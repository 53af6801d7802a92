/**
 * The configuration of a stack: every key, its unit, default and limits. docs/config.md is generated from here.
 *
 * Defaults are the seed's (three levels of three minutes at the scenario's own pace); stack files hold what differs.
 */
import { z } from "zod";
import { sizeNames } from "../topology/sizes.ts";
import { serviceNames } from "../topology/services.ts";

const NAME = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const name = z.string().regex(NAME, "1 to 40 lower-case letters, digits and '-', beginning with a letter");
const labels = z.record(z.string().min(1), z.string());

const nodeSchema = z.strictObject({
  name: name.describe("Name of the machine, unique in the stack."),
  cloud: z.enum(["local"]).describe("Where the machine is: `local` is an emulated node on this machine."),
  role: z.enum(["server", "agent"]).default("agent").describe("`server` runs the control plane; there is exactly one."),
  size: z.enum(sizeNames).default("local-s").describe("Named size: CPU and memory quota of the machine."),
  labels: labels.default({}).describe("Node labels, beside the ones that each role and hostname bring."),
});

const linkSchema = z.strictObject({
  between: z.tuple([z.string(), z.string()]).describe("Names of the two nodes."),
  oneWayDelayMs: z.number().min(0).max(10_000).describe("Delay in each direction, in milliseconds."),
  jitterMs: z.number().min(0).max(10_000).default(0).describe("The delay varies evenly by ± this, in milliseconds."),
  bandwidthMbitPerS: z.number().min(0.1).max(100_000).default(1000).describe("Limit of each direction, in Mbit/s."),
});

const topologySchema = z.strictObject({
  nodes: z.array(nodeSchema).min(1).max(32).describe("The machines of the cluster."),
  links: z
    .array(linkSchema)
    .default([])
    .describe("Networks between pairs of nodes; a pair without one has a link without delay."),
});

const serviceSchema = z.strictObject({
  replicas: z.int().min(1).max(20).default(1).describe("How many instances run."),
  nodeSelector: labels.optional().describe("Labels that a node must have; instead of `workload.nodeSelector`."),
});

const workloadSchema = z.strictObject({
  name: z.enum(["storefront"]).default("storefront").describe("What is deployed."),
  port: z.int().min(0).max(65_535).default(0).describe("Port of the entry on this machine; 0 takes any free one."),
  nodeSelector: labels.default({}).describe("Labels that a node must have to run any service."),
  services: z
    .strictObject(
      Object.fromEntries(serviceNames.map((service) => [service, serviceSchema.optional()])) as Record<
        (typeof serviceNames)[number],
        z.ZodOptional<typeof serviceSchema>
      >,
    )
    .default({})
    .describe("What differs per service."),
});

const levelSchema = z.strictObject({
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

const loadSchema = z.strictObject({
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

const observabilitySchema = z.strictObject({
  scrapeIntervalS: z.number().min(0.2).max(300).default(1).describe("Seconds between two scrapes of metrics."),
});

/** One schema a top-level key, so that a problem in one hides none in another. */
export const sections = {
  topology: topologySchema,
  workload: workloadSchema.prefault({}),
  load: loadSchema.prefault({}),
  observability: observabilitySchema.prefault({}),
} as const;

export const configSchema = z.strictObject(sections);

/** Top-level keys whose values are secrets; every other key holds plain values only. */
export const secretKeys: readonly string[] = [];

export type StackConfig = z.infer<typeof configSchema>;
export type NodeConfig = z.infer<typeof nodeSchema>;
