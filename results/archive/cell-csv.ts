/** Writes a closed cell as CSV, for spreadsheets and data frames, with the numbers and names of its JSON files. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { csvTable, type CsvColumns, type CsvValue } from "../../base/csv.ts";
import type { RecordedEndpoint, RecordedResult } from "../schema/recorded.ts";
import type { MetricsSample, RecordedSecond } from "../schema/series.ts";
import { ioError } from "./json.ts";
import { ENDPOINTS_CSV, FAILURES_CSV, METRICS_CSV, SECONDS_CSV } from "./layout.ts";

const COUNTS = ["requests", "ok", "failures", "ratePerS", "failuresPerS", "bytes"] as const;
const TIMES = ["avg", "min", "max", "p50", "p90", "p95", "p99", "p999"] as const;
const ENDPOINTS: CsvColumns<RecordedEndpoint> = {
  name: ({ name }) => name,
  ...columns(COUNTS, (name) => (of) => of[name]),
  ...columns(
    TIMES,
    (name) => (of) => of.latencyMs[name],
    (name) => `latencyMs.${name}`,
  ),
  ...columns(
    TIMES,
    (name) => (of) => of.allLatencyMs[name],
    (name) => `allLatencyMs.${name}`,
  ),
};
type Failure = RecordedResult["errors"][number];
const FAILURES: CsvColumns<Failure> = columns(
  ["class", "endpoint", "message", "count", "firstAtMs", "lastAtMs"] as const,
  (name) => (of) => of[name],
);
const SECONDS: CsvColumns<RecordedSecond> = columns(
  ["atMs", "users", "requests", "failures", "offered", "bytes", "inFlight", "p50Ms", "p95Ms", "p99Ms"] as const,
  (name) => (of) => of[name],
);
const USAGE = [
  "cpuSeconds",
  "memoryBytes",
  "networkInBytes",
  "networkOutBytes",
  "crossNodeBytes",
  "restarts",
  "replicas",
] as const;

/** Writes the files of endpoints, failures, seconds and scrapes; replaces those of earlier attempts. @throws {ResultsError} RESULTS_IO */
export async function writeCsvFiles(
  dir: string,
  { overall, endpoints, errors }: RecordedResult,
  seconds: readonly RecordedSecond[],
  metrics: readonly MetricsSample[],
): Promise<void> {
  const texts: [name: string, text: string][] = [
    [ENDPOINTS_CSV, csvTable(ENDPOINTS, [overall, ...endpoints])],
    [FAILURES_CSV, csvTable(FAILURES, errors)],
    [SECONDS_CSV, csvTable(SECONDS, seconds)],
    [METRICS_CSV, csvTable(SCRAPES, metrics.flatMap(readings))],
  ];
  for (const [name, text] of texts) {
    const file = join(dir, name);
    await writeFile(file, text).catch((cause: unknown) => {
      throw ioError("write", file, cause);
    });
  }
}

type Reading = { atMs: number; of: string } & { [K in "name" | (typeof USAGE)[number]]?: CsvValue };

const SCRAPES: CsvColumns<Reading> = columns(["atMs", "of", "name", ...USAGE] as const, (name) => (of) => of[name]);

function readings({ atMs, nodes, services, crossNodeBytes }: MetricsSample): Reading[] {
  return [
    ...nodes.map((usage) => ({ atMs, of: "node", ...usage })),
    ...services.map((usage) => ({ atMs, of: "service", ...usage })),
    { atMs, of: "links", crossNodeBytes },
  ];
}

function columns<K extends string, T>(
  names: readonly K[],
  of: (name: K) => (row: T) => CsvValue,
  heading: (name: K) => string = (name) => name,
): CsvColumns<T> {
  return Object.fromEntries(names.map((name) => [heading(name), of(name)]));
}
