/**
 * The versioned stack outputs of Stackmark, which `pulumi stack output --json` prints and `stackmark diff` reads.
 *
 * They are plain JSON without secrets, and small: full series stay in the archive. docs/outputs.md documents each field; a
 * test compares the two.
 */
import { z } from "zod";
import { cellIdentityFields, type CellResult } from "@stackmark/loadgen/schema";
import { canaryPlanSchema } from "./canary.ts";
import { comparisonOutputSchema } from "./comparison-output.ts";
import { clusterReportSchema, podKillSchema } from "./cluster-report.ts";
import { analysisPlanSchema } from "./analysis-plan.ts";
import { derivedMetricSchema } from "./derived-metric.ts";
import { metricsSchema } from "./metrics.ts";
import { plannedServiceSchema } from "./planned-service.ts";
import { priceSchema } from "./prices.ts";
import { recommendationsSchema } from "./recommendation.ts";
import { importedSchema, recordedResultSchema, type RecordedResult } from "./recorded.ts";

export * from "./metrics.ts";
export { derivedMetricSchema, type DerivedMetric } from "./derived-metric.ts";
export { clusterReportSchema, podKillSchema, type ClusterReport } from "./cluster-report.ts";

/** `imported`: read from another tool's file. */
const provenanceSchema = z.enum(["measured", "emulated", "simulated", "imported"]);

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
  /** Kernel settings that affect the network under load, by name; without those that could not be read. */
  sysctls: z.record(z.string(), z.string()).optional(),
});

/** A cell: one level x one repeat, measured by one load resource. The unit of evidence in all statistics. */
export const cellOutputSchema = z.object({
  ...cellIdentityFields,
  /** Position in the order of measurement, from 0. */
  order: z.number().int().nonnegative(),
  runId: z.string(),
  /** The deployment in which it was measured: cells of one deployment are not independent evidence of a topology. */
  deployment: z.string().optional(),
  /** Names of the machines on which it was measured. */
  machines: z.array(z.string()),
  provenance: provenanceSchema,
  /** Machine of the load generator and software versions; `null` or absent if not recorded. */
  environment: environmentSchema.nullish(),
  /** Share of CPU time that the host took from the generator's machine during the load, 0–100; `null` if unknown. */
  stealPct: z.number().nullish(),
  /** Origin of an imported cell, and what its file does not contain. */
  imported: importedSchema.optional(),
  result: recordedResultSchema,
  /**
   * Medians of equal parts of the plateau in order of time, each the median over the medians of its seconds. They show the
   * variation within a cell and are not results. `null` or absent if the load changed by design, or if seconds were not
   * recorded.
   */
  blocks: z.object({ lengthMs: z.number(), p50Ms: z.array(z.number().positive()) }).nullish(),
  metrics: metricsSchema.nullable(),
  /** Deletion of a pod of the entry service under this load; `problem` says why it failed. */
  podKill: podKillSchema.optional(),
  /** What was recommended once this load had ended, by service; absent if no service asks for it. */
  recommendations: recommendationsSchema.optional(),
});

/** The cluster's own DNS as the peer of a call. K3s runs it on the server. */
export const CLUSTER_DNS = "coredns";

export const outputsSchema = z.object({
  schemaVersion: z.literal(0),
  stack: z.string(),
  runId: z.string(),
  provenance: provenanceSchema,
  /** SHA-256 of the plan: runs with equal digests have equal topologies. `null` for imported runs. */
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
    /** Scheduling constraints by service. */
    services: z.array(plannedServiceSchema),
    /**
     * Sequential calls between services for one request; absent if responses report their own round trips. A call to
     * {@link CLUSTER_DNS} looks a name up.
     */
    calls: z
      .array(
        z.object({
          endpoint: z.string(),
          from: z.string(),
          to: z.string(),
          /** `null` if it depends on data that is not recorded, such as the contents of carts. */
          times: z.number().int().nullable(),
        }),
      )
      .optional(),
    levels: z.array(
      z.object({
        name: z.string(),
        /** Most users at a time; `null` in the open model, and where the script of a tool decides. */
        users: z.number().int().nullable(),
        /** `null` where users do not start at one rate. */
        spawnRatePerS: z.number().nullable(),
        durationMs: z.number(),
        /** Most arrivals per second; absent in the closed model. */
        ratePerS: z.number().optional(),
        /** `steps`, `stress`, `spike`, `soak` or `stages`; absent for a constant load. */
        shape: z.string().optional(),
        /** Objectives that say which load the target sustains; absent if there are none. */
        objectives: z.array(z.string()).optional(),
        /** Regions of the generators and of their target, and the level that all pairs of regions run; absent without regions. */
        regions: z.object({ from: z.string(), to: z.string(), level: z.string() }).optional(),
      }),
    ),
    /** A new version of a service that gets a share of its users; absent if there is none. */
    canary: canaryPlanSchema.optional(),
    /** The analysis plan of a comparison, declared before the runs; absent if there is none. */
    comparison: analysisPlanSchema.optional(),
    /** The cluster of real machines; absent for emulated nodes. */
    cluster: z.object({ overlay: z.string(), mtu: z.number().int(), k3s: z.string() }).optional(),
    /** Prices of what clouds bill; absent for emulated nodes, or if not recorded. */
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
  /** Comparison with the stack that `comparison.baseline` names; absent if it names none. */
  comparison: comparisonOutputSchema.optional(),
  /** Results of a real cluster; absent for an emulated one. */
  cluster: clusterReportSchema.optional(),
  /** Figures that follow from several cells, or from a load that changes; absent if there are none. */
  derived: z.array(derivedMetricSchema).optional(),
  /** Deviations from the scenario or the defaults, in words. */
  notes: z.array(z.string()),
});

export type StackOutputs = z.infer<typeof outputsSchema>;
export type CellOutput = z.infer<typeof cellOutputSchema>;
/** A cell that Stackmark's own generator measured: nothing of its result is missing. */
export type MeasuredCell = Omit<CellOutput, "result"> & { result: CellResult };
/** A cell in the run of a stack: measured by the generator, or by another tool that was run for it. */
export type StackCell = Omit<CellOutput, "result"> & { result: StackResult };
export type StackResult = RecordedResult & { startedAt: string; vantage: CellResult["vantage"] };
export type Provenance = z.infer<typeof provenanceSchema>;
export type Environment = z.infer<typeof environmentSchema>;
