/**
 * The outputs of a stack: a summary of about a page, plain JSON without secrets. The full results are in the archive
 * (`StackOutputs`), and the digests here show whether these are the ones that were measured. docs/outputs.md documents each
 * field; a test compares the two.
 */
import { z } from "zod";
import { cellIdentityFields, cellSchema, steadySchema, vantageSchema } from "@stackmark/loadgen/schema";
import { clusterReportSchema } from "./cluster-report.ts";
import { comparisonOutputSchema } from "./comparison-output.ts";
import { nodeSchema, outputsSchema } from "./outputs.ts";
import { regionMatrixSchema } from "./region-matrix.ts";

export { boundedSchema, regionDeltaSchema, regionMatrixSchema, regionPairSchema } from "./region-matrix.ts";

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const cellSummarySchema = z.object({
  ...cellIdentityFields,
  runId: z.string(),
  provenance: outputsSchema.shape.provenance,
  vantage: vantageSchema.shape.kind,
  status: cellSchema.shape.status,
  reasons: cellSchema.shape.reasons,
  startedAt: z.iso.datetime(),
  /** Configured; `null` in an open model. */
  users: z.number().int().nullable(),
  requests: z.number().int(),
  failures: z.number().int(),
  ratePerS: z.number(),
  failuresPct: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Mean over the measured part, sum of all nodes. */
  cpuCores: z.number().nullable(),
  crossNodeBytesPerS: z.number().nullable(),
  /** The reason for each figure that is `null`, by name. */
  missing: z.record(z.string(), z.string()),
  /** Plateaus whose halves disagree; absent if there are none. */
  unsteady: z.array(steadySchema).optional(),
  /** SHA-256 of the archived result; `null` if it could not be archived, or if an older version measured it. */
  digest: digestSchema.nullable(),
});

export const nodeSummarySchema = nodeSchema
  .pick({ name: true, role: true, size: true, publicIp: true, privateIp: true })
  .extend({ cloud: z.string() });

export const clusterSummarySchema = clusterReportSchema
  .pick({ podsPerNode: true, access: true, firewall: true, expiresAt: true })
  .extend({
    /** The move of the entry service to its own nodes; `null` if it was not moved. */
    moved: clusterReportSchema.shape.moved
      .unwrap()
      .pick({ durationMs: true, probes: true })
      .extend({
        /** How many replicas are on another node than before; `null` if it is not known. */
        replicas: z.number().int().nullable().optional(),
      })
      .nullable(),
    preflight: z.object({ checks: z.number().int(), failed: z.array(z.string()) }),
  });

/** What the machines, disks and addresses of a stack cost, without traffic. */
export const costSummarySchema = z.object({
  currency: z.literal("USD"),
  /** With or without load. */
  perHour: z.number().nonnegative(),
  /** Once VMs have shut down automatically, until the stack is destroyed. */
  perHourAfterExpiry: z.number().nonnegative(),
  /** Items without a price: the sums are then lower bounds. */
  unpriced: z.array(z.string()),
  /** Date of the oldest price; `null` if none has one. */
  oldestPrice: z.iso.date().nullable(),
});

export const summarySchema = z.object({
  schemaVersion: z.literal(1),
  ...outputsSchema.pick({ stack: true, runId: true, provenance: true, topologyDigest: true, endpoints: true }).shape,
  nodes: z.array(nodeSummarySchema),
  /** Nodes of each service's replicas, separated by commas. */
  placement: z.record(z.string(), z.string()),
  load: z.array(cellSummarySchema),
  cluster: clusterSummarySchema.optional(),
  /** Absent for emulated nodes. */
  cost: costSummarySchema.optional(),
  comparison: comparisonOutputSchema.optional(),
  /** Empty if there are none; earlier versions left it out then. */
  derived: outputsSchema.shape.derived,
  /** Latency between regions, for each level; absent without `load.regions`. */
  regions: z.array(regionMatrixSchema).optional(),
  /** SHA-256 of the results in `run.json`, and of its digests of all files; `null` if the archive does not hold the whole run. */
  resultsDigest: digestSchema.nullable(),
  notes: z.array(z.string()),
});

export type CellSummary = z.infer<typeof cellSummarySchema>;
export type CostSummary = z.infer<typeof costSummarySchema>;
export type StackSummary = z.infer<typeof summarySchema>;
