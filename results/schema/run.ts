/** The files of a run's folder in the archive (docs/results.md). migrations.ts reads older versions. */
import { labelsSchema } from "@stackmark/loadgen/schema";
import { z } from "zod";
import { cellOutputSchema, environmentSchema, outputsSchema } from "./outputs.ts";

/** Version of every JSON file of the archive. Increase it, with a migration, for a change that older readers would misread. */
export const ARCHIVE_VERSION = 1;

/** `started.json`: written once, when the first cell opens; names the run and the stack that the folder belongs to. */
export const startedSchema = z.object({
  kind: z.literal("stackmark-run-started"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
  runId: z.string(),
  /** `null` if the writer did not know it. */
  stack: z.string().nullable(),
  startedAt: z.iso.datetime(),
});

/**
 * `plan.json`: written when a cell opens, so that the plan of a run without `run.json` is known. The outputs in `run.json`
 * take precedence over it.
 */
export const planFileSchema = outputsSchema
  .pick({
    stack: true,
    runId: true,
    provenance: true,
    topologyDigest: true,
    plan: true,
    nodes: true,
    placement: true,
    notes: true,
  })
  .extend({
    kind: z.literal("stackmark-run-plan"),
    schemaVersion: z.literal(ARCHIVE_VERSION),
    /** Names of all cells that the run is to measure, in their order; absent if they were not recorded. */
    cells: z.array(z.string()).optional(),
  });

/** `cells/<cell>/result.json`: the cell as in the stack outputs. Written when the cell closes. */
export const cellFileSchema = cellOutputSchema.extend({
  environment: environmentSchema.nullable(),
  stealPct: z.number().nullable(),
  kind: z.literal("stackmark-cell"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
});

/** `cells/<cell>/begun.json`: written when the cell opens, so that a cell without a result can be identified. */
export const begunSchema = cellOutputSchema
  .pick({ cell: true, level: true, repeat: true, order: true, runId: true, machines: true, provenance: true })
  .extend({
    kind: z.literal("stackmark-cell-begun"),
    schemaVersion: z.literal(ARCHIVE_VERSION),
    environment: environmentSchema.nullable(),
    /** Specification of the load. */
    spec: z.record(z.string(), z.unknown()),
    begunAt: z.iso.datetime(),
    /** The process that measures it, as `identityOf` identifies it; absent if it was not recorded. */
    writer: z
      .object({ pid: z.number().int(), startTime: z.string().optional(), pidNamespace: z.string().optional() })
      .optional(),
  });

/** One file of a closed run. */
const digestSchema = z.object({
  /** Relative to the run's folder, separated by `/`. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `run.json`: written last, by the commands of `stackmark`. Plain `pulumi up` and an interrupted run leave none. */
export const runSchema = z.object({
  kind: z.literal("stackmark-run"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
  runId: z.string(),
  stack: z.string(),
  closedAt: z.iso.datetime(),
  outputs: outputsSchema,
  /** What was measured, as the user labelled it; absent if there are none. */
  labels: labelsSchema.optional(),
  manifest: z.array(digestSchema),
});

/** `histograms.json`: mergeable distributions, in the encoding of the load generator. */
export const histogramsSchema = z.object({
  kind: z.literal("stackmark-histograms"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
  histograms: z.record(z.string(), z.json()),
});

export type PlanFile = z.infer<typeof planFileSchema>;
/** The plan of a run, its nodes and its placement, as known before the first request. */
export type PlannedRun = Pick<
  PlanFile,
  "plan" | "nodes" | "placement" | "notes" | "topologyDigest" | "provenance" | "cells"
>;
export type CellBegun = z.infer<typeof begunSchema>;
export type Started = z.infer<typeof startedSchema>;
export type FileDigest = z.infer<typeof digestSchema>;
export type RunFile = z.infer<typeof runSchema>;
/** Encoded histograms by name, such as `GET /product/:id`. */
export type Histograms = z.infer<typeof histogramsSchema>["histograms"];
