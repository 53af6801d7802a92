/** Writes a closed cell as CSV, for spreadsheets and data frames, with the numbers and names of its JSON files. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RecordedEndpoint, RecordedResult } from "../schema/recorded.ts";
import type { MetricsSample, RecordedSecond } from "../schema/series.ts";
import { ioError } from "./json.ts";
import { ENDPOINTS_CSV, FAILURES_CSV, METRICS_CSV, SECONDS_CSV } from "./layout.ts";

type Value = string | number | null | undefined;
type Columns<T> = Record<string, (of: T) => Value>;

const COUNTS = ["requests", "ok", "failures", "ratePerS", "failuresPerS", "bytes"] as const;
const TIMES = ["avg", "min", "max", "p50", "p90", "p95", "p99", "p999"] as const;
const ENDPOINTS: Columns<RecordedEndpoint> = {
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
const FAILURES: Columns<Failure> = columns(
  ["class", "endpoint", "message", "count", "firstAtMs", "lastAtMs"] as const,
  (name) => (of) => of[name],
);
const SECONDS: Columns<RecordedSecond> = columns(
  ["atMs", "users", "requests", "failures", "offered", "bytes", "inFlight", "p50Ms", "p95Ms", "p99Ms"] as const,
  (name) => (of) => of[name],
);
const USAGE = ["cpuSeconds", "memoryBytes", "networkInBytes", "networkOutBytes", "crossNodeBytes", "restarts"] as const;

/** Writes the files of endpoints, failures, seconds and scrapes; replaces those of earlier attempts. @throws {ResultsError} RESULTS_IO */
export async function writeCsvFiles(
  dir: string,
  { overall, endpoints, errors }: RecordedResult,
  seconds: readonly RecordedSecond[],
  metrics: readonly MetricsSample[],
): Promise<void> {
  const texts: [name: string, text: string][] = [
    [ENDPOINTS_CSV, table(ENDPOINTS, [overall, ...endpoints])],
    [FAILURES_CSV, table(FAILURES, errors)],
    [SECONDS_CSV, table(SECONDS, seconds)],
    [METRICS_CSV, table(SCRAPES, metrics.flatMap(readings))],
  ];
  for (const [name, text] of texts) {
    const file = join(dir, name);
    await writeFile(file, text).catch((cause: unknown) => {
      throw ioError("write", file, cause);
    });
  }
}

type Reading = { atMs: number; of: string } & { [K in "name" | (typeof USAGE)[number]]?: Value };

const SCRAPES: Columns<Reading> = columns(["atMs", "of", "name", ...USAGE] as const, (name) => (of) => of[name]);

function readings({ atMs, nodes, services, crossNodeBytes }: MetricsSample): Reading[] {
  return [
    ...nodes.map((usage) => ({ atMs, of: "node", ...usage })),
    ...services.map((usage) => ({ atMs, of: "service", ...usage })),
    { atMs, of: "links", crossNodeBytes },
  ];
}

function columns<K extends string, T>(
  names: readonly K[],
  of: (name: K) => (row: T) => Value,
  heading: (name: K) => string = (name) => name,
): Columns<T> {
  return Object.fromEntries(names.map((name) => [heading(name), of(name)]));
}

function table<T>(columns: Columns<T>, rows: readonly T[]): string {
  const line = (values: readonly Value[]) => `${values.map(cell).join(",")}\r\n`;
  const getters = Object.values(columns);
  return line(Object.keys(columns)) + rows.map((row) => line(getters.map((of) => of(row)))).join("");
}

/** Quotes a value as in RFC 4180. An apostrophe keeps spreadsheets from running text of a target as a formula. */
function cell(value: Value): string {
  if (typeof value !== "string") return String(value ?? "");
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
