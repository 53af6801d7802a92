/** The files of a run's folder in the archive (docs/results.md). Older versions are read too: migrations.ts. */
import { z } from "zod";
import { cellOutputSchema, environmentSchema, outputsSchema } from "./outputs.ts";

/** Of every JSON file of the archive; a change that an older reader would misread counts it up, with a migration. */
export const ARCHIVE_VERSION = 1;

/** `started.json`: written once, by the first cell that opens; says whose folder this is while nothing is closed yet. */
export const startedSchema = z.object({
  kind: z.literal("stackmark-run-started"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
  runId: z.string(),
  /** `null` where the writer did not know it. */
  stack: z.string().nullable(),
  startedAt: z.iso.datetime(),
});

/**
 * `plan.json`: written when a cell opens, so that a run that was cut off tells what it set out to measure. What `run.json`
 * says in the end comes before it.
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
  .extend({ kind: z.literal("stackmark-run-plan"), schemaVersion: z.literal(ARCHIVE_VERSION) });

/** `cells/<cell>/result.json`: the cell as the stack outputs show it. Written when the cell closes. */
export const cellFileSchema = cellOutputSchema.extend({
  environment: environmentSchema.nullable(),
  stealPct: z.number().nullable(),
  kind: z.literal("stackmark-cell"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
});

/** `cells/<cell>/begun.json`: written when the cell opens, so that a cell that was cut off can still be told from others. */
export const begunSchema = cellOutputSchema
  .pick({ cell: true, level: true, repeat: true, order: true, runId: true, machines: true, provenance: true })
  .extend({
    kind: z.literal("stackmark-cell-begun"),
    schemaVersion: z.literal(ARCHIVE_VERSION),
    environment: environmentSchema.nullable(),
    /** The load that was asked for. */
    spec: z.record(z.string(), z.unknown()),
    begunAt: z.iso.datetime(),
  });

/** One file of a closed run. */
export const digestSchema = z.object({
  /** From the run's folder, with `/`. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `run.json`: written last. A folder without it was cut off. */
export const runSchema = z.object({
  kind: z.literal("stackmark-run"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
  runId: z.string(),
  stack: z.string(),
  closedAt: z.iso.datetime(),
  outputs: outputsSchema,
  manifest: z.array(digestSchema),
});

/** `histograms.json`: mergeable distributions by name, each in the histogram package's own encoding. */
export const histogramsSchema = z.object({
  kind: z.literal("stackmark-histograms"),
  schemaVersion: z.literal(ARCHIVE_VERSION),
  histograms: z.record(z.string(), z.json()),
});

export type PlanFile = z.infer<typeof planFileSchema>;
/** What a run is to measure, and where, by what is known before its first request. */
export type PlannedRun = Pick<PlanFile, "plan" | "nodes" | "placement" | "notes" | "topologyDigest" | "provenance">;
export type CellBegun = z.infer<typeof begunSchema>;
export type Started = z.infer<typeof startedSchema>;
export type FileDigest = z.infer<typeof digestSchema>;
export type RunFile = z.infer<typeof runSchema>;
/** Encoded histograms by name, such as `GET /product/:id`. */
export type Histograms = z.infer<typeof histogramsSchema>["histograms"];
