/**
 * A measured result in the archive. Stackmark's own generator records all fields; those that an imported file of another
 * tool lacks are `null`.
 */
import { z } from "zod";
import {
  accountingSchema,
  cellSchema,
  endpointSchema,
  errorSchema,
  generatorSchema,
  vantageSchema,
} from "@stackmark/loadgen/schema";

const recordedEndpointSchema = endpointSchema.extend({
  /** Body bytes received; `null` if the tool counts other bytes or none. */
  bytes: z.number().nonnegative().nullable(),
});

const recordedErrorSchema = errorSchema.extend({
  firstAtMs: z.number().nullable(),
  lastAtMs: z.number().nullable(),
});

const recordedVantageSchema = vantageSchema.extend({
  kind: z.enum([...vantageSchema.shape.kind.options, "unknown"]),
});

export const recordedResultSchema = cellSchema.extend({
  target: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  measuredMs: z.number().nullable(),
  vantage: recordedVantageSchema,
  overall: recordedEndpointSchema,
  endpoints: z.array(recordedEndpointSchema),
  errors: z.array(recordedErrorSchema),
  accounting: accountingSchema.nullable(),
  generator: generatorSchema.nullable(),
});

export const importedSchema = z.object({
  tool: z.enum(["locust", "k6", "jmeter", "stackmark"]),
  /** Of the tool, if Stackmark ran it; absent if only its files are known. */
  version: z.string().optional(),
  /** Format of the file, such as `k6 summary` or `k6 stream`. */
  format: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: z.string() })),
  importedAt: z.iso.datetime(),
  /** What the files do not contain, and why. */
  absent: z.array(z.object({ what: z.string(), reason: z.string() })),
});

export type RecordedResult = z.infer<typeof recordedResultSchema>;
export type RecordedEndpoint = z.infer<typeof recordedEndpointSchema>;
export type RecordedError = z.infer<typeof recordedErrorSchema>;
export type Imported = z.infer<typeof importedSchema>;
