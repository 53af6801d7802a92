/** Reads one cell of the archive, complete or not. */
import { join } from "node:path";
import type { CellOutput } from "../schema/outputs.ts";
import { begunSchema, cellFileSchema, histogramsSchema } from "../schema/run.ts";
import type { CellBegun, Histograms } from "../schema/run.ts";
import { metricsSampleSchema, recordedSecondSchema } from "../schema/series.ts";
import type { MetricsSample, RecordedSecond } from "../schema/series.ts";
import { ifExists, readDigested, readJson } from "./json.ts";
import { BEGUN_FILE, HISTOGRAMS_FILE, METRICS_FILE, RESULT_FILE, SECONDS_FILE } from "./layout.ts";
import { readLines } from "./ndjson.ts";
import type { Lines } from "./ndjson.ts";

export interface ArchivedCell<Output = CellOutput> {
  cell: string;
  /** `null` if the cell has no result. */
  output: Output | null;
  /** SHA-256 of its result, as the stack outputs have it; absent without a result. */
  digest?: string;
  /** Why it has no result, as a status such as `interrupted` or `not run: stopped`; `null` if it has one. */
  missing: string | null;
  /** Description of the cell from before it was measured; absent if it was not recorded. */
  begun?: CellBegun;
  seconds: RecordedSecond[];
  metrics: MetricsSample[];
  histograms: Histograms | null;
  /** Missing parts, in words. */
  problems: string[];
}

/** Missing parts are `null`, absent or empty. @throws {ResultsError} as `readJson`, for a part that exists but cannot be read */
export async function readCell(dir: string, cell: string): Promise<ArchivedCell> {
  const [result, begun, histograms, { seconds, metrics }] = await Promise.all([
    readResult(dir),
    ifExists(readJson(join(dir, BEGUN_FILE), begunSchema)),
    ifExists(readJson(join(dir, HISTOGRAMS_FILE), histogramsSchema)),
    readSeries(dir),
  ]);
  const problems: string[] = [];
  if (seconds.cutOff) problems.push(`the last line of ${SECONDS_FILE} is incomplete and was ignored`);
  if (metrics.cutOff) problems.push(`the last line of ${METRICS_FILE} is incomplete and was ignored`);
  return {
    cell,
    output: result?.output ?? null,
    digest: result?.digest,
    missing: result ? null : "interrupted",
    begun,
    seconds: seconds.values,
    metrics: metrics.values,
    histograms: histograms?.histograms ?? null,
    problems,
  };
}

/** The result of a cell, and its digest; `undefined` without one. @throws {ResultsError} as `readJson` */
export async function readResult(dir: string): Promise<{ output: CellOutput; digest: string } | undefined> {
  const found = await ifExists(readDigested(join(dir, RESULT_FILE), cellFileSchema));
  return found && { output: toOutput(found.value), digest: found.digest };
}

/** @throws {ResultsError} as `readLines` */
export async function readSeries(
  dir: string,
): Promise<{ seconds: Lines<RecordedSecond>; metrics: Lines<MetricsSample> }> {
  const [seconds, metrics] = await Promise.all([
    readLines(join(dir, SECONDS_FILE), recordedSecondSchema),
    readLines(join(dir, METRICS_FILE), metricsSampleSchema),
  ]);
  return { seconds, metrics };
}

function toOutput({
  kind: _kind,
  schemaVersion: _version,
  ...output
}: CellOutput & Record<string, unknown>): CellOutput {
  return output;
}
