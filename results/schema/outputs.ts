/**
 * The stack outputs of Stackmark, typed and versioned: what `pulumi stack output --json` shows and `stackmark diff` reads.
 *
 * Plain JSON, never secret, small: full series stay in the archive. docs/outputs.md documents each field; a test compares the two.
 */
import { z } from "zod";
import { cellIdentityFields, type CellResult } from "@stackmark/loadgen/schema";
import { comparisonOutputSchema } from "./comparison-output.ts";
import { clusterReportSchema, podKillSchema } from "./cluster-report.ts";
import { analysisPlanSchema } from "./analysis-plan.ts";
import { priceSchema } from "./prices.ts";
import { importedSchema, recordedResultSchema } from "./recorded.ts";

export { clusterReportSchema, podKillSchema, type ClusterReport } from "./cluster-report.ts";

/** `imported`: read from another tool's file; the file says how it was measured. */
export const provenanceSchema = z.enum(["measured", "emulated", "simulated", "imported"]);

/** Average and maximum over the measured part of a level; `null` with a reason where no data was scraped. */
export const gaugeSchema = z.object({
  avg: z.number().nullable(),
  max: z.number().nullable(),
  reason: z.string().optional(),
});
/** Increase over the measured part of a level. */
export const counterSchema = z.object({
  total: z.number().nullable(),
  perS: z.number().nullable(),
  reason: z.string().optional(),
});

export const usageSchema = z.object({
  /** Service or node name. */
  name: z.string(),
  /** Node that the service ran on; several when its replicas are spread. Absent for nodes. */
  nodes: z.array(z.string()).optional(),
  /** CPU used, in cores. */
  cpuCores: gaugeSchema,
  /** CPU used as a share of the quota, 0–100. */
  cpuPct: gaugeSchema,
  /** Of what a service asks of the scheduler, which it may exceed; absent for nodes and emulated services. */
  cpuRequestPct: gaugeSchema.optional(),
  memoryBytes: gaugeSchema,
  memoryPct: gaugeSchema,
  memoryRequestPct: gaugeSchema.optional(),
  networkInBytes: counterSchema,
  networkOutBytes: counterSchema,
  /** Bytes that crossed from or to another node. */
  crossNodeBytes: counterSchema,
  restarts: z.number().nullable(),
});

export const metricsSchema = z.object({
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  scrapeIntervalMs: z.number(),
  scrapes: z.number().int(),
  failedScrapes: z.number().int(),
  services: z.array(usageSchema),
  nodes: z.array(usageSchema),
  /** Bytes over the links between nodes, each way; 0 where there is one node. */
  crossNodeBytes: counterSchema,
});

export const nodeSchema = z.object({
  name: z.string(),
  role: z.string(),
  /** Named size, as in the topology (`local-2` = 2 cores, ...). */
  size: z.string(),
  cpus: z.number(),
  memoryMiB: z.number(),
  /** Which limits are enforced, and why others are not. */
  quota: z.object({ cpu: z.boolean(), memory: z.boolean(), note: z.string() }),
  labels: z.record(z.string(), z.string()),
  publicIp: z.string().nullable(),
  privateIp: z.string().nullable(),
  provenance: provenanceSchema,
});

export const linkSchema = z.object({
  between: z.tuple([z.string(), z.string()]),
  oneWayDelayMs: z.number(),
  jitterMs: z.number(),
  bandwidthMbitPerS: z.number(),
});

export const environmentSchema = z.object({
  cpuModel: z.string(),
  cores: z.number().int(),
  memoryMiB: z.number().int(),
  kernel: z.string(),
  node: z.string(),
  versions: z.record(z.string(), z.string()),
  /** Kernel settings that change what a network does under load, by their names; those that could be read. */
  sysctls: z.record(z.string(), z.string()).optional(),
});

/** A cell: one level x one repeat, measured by one LoadRun resource. The unit of evidence in all statistics. */
export const cellOutputSchema = z.object({
  ...cellIdentityFields,
  /** Position in the order that the cells ran in, from 0. */
  order: z.number().int().nonnegative(),
  runId: z.string(),
  /** The deployment that it was measured in: cells of one deployment are not independent evidence of a topology. */
  deployment: z.string().optional(),
  /** Names of the machines that it was measured on. */
  machines: z.array(z.string()),
  provenance: provenanceSchema,
  /** What it was measured with; `null` or absent where it was not recorded. */
  environment: environmentSchema.nullish(),
  /** Share of the CPU time that the host of the generator's machine took away meanwhile, 0–100; `null` where unknown. */
  stealPct: z.number().nullish(),
  /** Where an imported cell came from, and what its file did not hold. */
  imported: importedSchema.optional(),
  result: recordedResultSchema,
  /**
   * Medians of equal parts of the plateau in order of time, each of its seconds' medians: they show how a cell varied,
   * and are no latencies of their own. `null` or absent where the load changed by design, or seconds were not recorded.
   */
  blocks: z.object({ lengthMs: z.number(), p50Ms: z.array(z.number().positive()) }).nullish(),
  metrics: metricsSchema.nullable(),
  /** Deletion of a pod of the entry service under this load; `problem` says why it failed. */
  podKill: podKillSchema.optional(),
});

export const outputsSchema = z.object({
  schemaVersion: z.literal(0),
  stack: z.string(),
  runId: z.string(),
  provenance: provenanceSchema,
  /** SHA-256 of the plan: two runs of equal digest ran on equal topologies. `null` for imported runs. */
  topologyDigest: z.string().nullable(),
  plan: z.object({
    nodes: z.array(
      z.object({
        name: z.string(),
        role: z.string(),
        cloud: z.string(),
        size: z.string(),
        /** Absent for emulated nodes and existing machines. */
        region: z.string().optional(),
        labels: z.record(z.string(), z.string()),
      }),
    ),
    links: z.array(linkSchema),
    /** What the plan asks of the scheduler, per service. */
    services: z.array(
      z.object({ name: z.string(), replicas: z.number().int(), nodeSelector: z.record(z.string(), z.string()) }),
    ),
    /** Calls between services for one request, one after the other; absent where responses count their own. */
    calls: z
      .array(
        z.object({
          endpoint: z.string(),
          from: z.string(),
          to: z.string(),
          /** `null`: it depends on what nobody records. */
          times: z.number().int().nullable(),
        }),
      )
      .optional(),
    levels: z.array(
      z.object({ name: z.string(), users: z.number().int(), spawnRatePerS: z.number(), durationMs: z.number() }),
    ),
    /** What a comparison asks, declared before the runs; absent where none was planned. */
    comparison: analysisPlanSchema.optional(),
    /** The cluster of real machines; absent for emulated ones. */
    cluster: z.object({ overlay: z.string(), mtu: z.number().int(), k3s: z.string() }).optional(),
    /** What clouds bill; absent for emulated nodes, and where it was not recorded. */
    prices: z.array(priceSchema).optional(),
  }),
  nodes: z.array(nodeSchema),
  endpoints: z.record(z.string(), z.string()),
  /** The node that each replica runs on. */
  placement: z.array(z.object({ service: z.string(), replica: z.number().int(), node: z.string() })),
  load: z.array(cellOutputSchema),
  /** `null` for imported runs. */
  environment: environmentSchema.nullable(),
  timings: z.array(
    z.object({
      name: z.string(),
      createMs: z.number().nullable(),
      readyMs: z.number().nullable(),
      deleteMs: z.number().nullable(),
    }),
  ),
  /** With the stack that `comparison.baseline` names; absent where none is named. */
  comparison: comparisonOutputSchema.optional(),
  /** Of a real cluster; absent for an emulated one. */
  cluster: clusterReportSchema.optional(),
  /** Deviations from the scenario or the defaults that a reader must know, in words. */
  notes: z.array(z.string()),
});

export type StackOutputs = z.infer<typeof outputsSchema>;
export type CellOutput = z.infer<typeof cellOutputSchema>;
/** A cell that Stackmark's own generator measured: nothing of its result is missing. */
export type MeasuredCell = Omit<CellOutput, "result"> & { result: CellResult };
export type MetricsSummary = z.infer<typeof metricsSchema>;
export type Usage = z.infer<typeof usageSchema>;
export type Provenance = z.infer<typeof provenanceSchema>;
export type Environment = z.infer<typeof environmentSchema>;
