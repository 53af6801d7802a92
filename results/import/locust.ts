/** Reads Locust's `--csv` files: `<prefix>_stats.csv`, and the history and failures in the same folder if they exist. */
import { stat } from "node:fs/promises";
import type { Latency } from "@stackmark/loadgen/schema";
import { QUANTILES, samplesNeeded } from "@stackmark/loadgen/histogram";
import { ResultsError } from "../errors.ts";
import type { Imported, RecordedEndpoint, RecordedError } from "../schema/recorded.ts";
import type { RecordedSecond } from "../schema/series.ts";
import { eachRow, type Row } from "./csv.ts";
import { ALWAYS_ABSENT, resultOf, type ImportedLoad } from "./imported-load.ts";
import { classOf } from "./aggregate.ts";

const COLUMNS = { p50: "50%", p90: "90%", p95: "95%", p99: "99%", p999: "99.9%" } as const;
const TOTAL = "Aggregated";

/** @throws {ResultsError} as `eachRow`; RESULTS_CUT_SHORT without the row over all requests */
export async function readLocust(file: string): Promise<ImportedLoad> {
  const endpoints: RecordedEndpoint[] = [];
  let overall: RecordedEndpoint | undefined;
  const required = ["Type", "Name", "Request Count", "Failure Count", "Requests/s", ...Object.values(COLUMNS)];
  const cut = await eachRow(file, required, (row) => {
    if (row.text("Name") === TOTAL && row.text("Type") === "") overall = endpointOf("*", row);
    else endpoints.push(endpointOf(`${row.text("Type")} ${row.text("Name")}`.trim(), row));
  });
  if (!overall) {
    const message = `${file} has no row "${TOTAL}", which Locust writes last: it was truncated or edited`;
    throw new ResultsError("RESULTS_CUT_SHORT", message);
  }
  const history = await beside(file, "_stats_history.csv");
  const failures = await beside(file, "_failures.csv");
  const over = history === undefined ? undefined : await readHistory(history);
  const { requests, ratePerS } = overall;
  return {
    tool: "locust",
    format: "Locust CSV",
    files: [file, history, failures].filter((path) => path !== undefined),
    result: resultOf({
      startedAt: over?.startedAt ?? null,
      endedAt: over?.endedAt ?? null,
      // Locust computes the rate over exactly this time.
      measuredMs: ratePerS > 0 ? (1000 * requests) / ratePerS : null,
      overall,
      endpoints,
      errors: failures === undefined ? [] : await readFailures(failures, over?.startedAt ?? null),
      cutOff: cut ? `${file} ends inside its last line` : undefined,
    }),
    seconds: over?.seconds ?? [],
    absent: absentParts(over !== undefined, failures !== undefined),
  };
}

function endpointOf(name: string, row: Row): RecordedEndpoint {
  const count = (column: string) => row.number(column) ?? 0;
  const [requests, failures] = [count("Request Count"), count("Failure Count")];
  const missing: RecordedEndpoint["missing"] = [];
  const percentile = (key: keyof typeof COLUMNS): number | null => {
    const needed = samplesNeeded(QUANTILES[key]);
    if (requests >= needed) return row.number(COLUMNS[key]);
    missing.push({ metric: `allLatencyMs.${key}`, reason: `too few samples: ${requests} of ${needed} needed` });
    return null;
  };
  const of = (column: string) => (requests === 0 ? null : row.number(column));
  const all: Latency = {
    avg: of("Average Response Time"),
    min: of("Min Response Time"),
    max: of("Max Response Time"),
    p50: percentile("p50"),
    p90: percentile("p90"),
    p95: percentile("p95"),
    p99: percentile("p99"),
    p999: percentile("p999"),
  };
  const successful = failures === 0 ? all : NOTHING;
  const reason = `Locust's latencies include failed requests, of which there were ${failures}`;
  const own = Object.keys(NOTHING).map((key) => ({
    metric: `latencyMs.${key}`,
    reason: missing.find(({ metric }) => metric === `allLatencyMs.${key}`)?.reason ?? reason,
  }));
  const lacking = own.filter((_, index) => Object.values(successful)[index] === null);
  return {
    name,
    requests,
    ok: requests - failures,
    failures,
    ratePerS: count("Requests/s"),
    failuresPerS: count("Failures/s"),
    bytes: null,
    latencyMs: successful,
    allLatencyMs: all,
    missing: [...lacking, ...missing],
    tallies: {},
  };
}

const NOTHING: Latency = { avg: null, min: null, max: null, p50: null, p90: null, p95: null, p99: null, p999: null };

/** The file with the same prefix and this ending; `undefined` if it does not exist. */
async function beside(file: string, ending: string): Promise<string | undefined> {
  const other = file.replace(/_stats\.csv$/, ending);
  if (other === file) return undefined;
  return (await stat(other).catch(() => undefined))?.isFile() ? other : undefined;
}

/** Counts per second from the growing totals. Ignores the history's percentiles, which cover ten seconds each. */
async function readHistory(file: string): Promise<{ startedAt: number; endedAt: number; seconds: RecordedSecond[] }> {
  const totals: { at: number; users: number | null; requests: number; failures: number }[] = [];
  await eachRow(file, ["Timestamp", "Name", "User Count", "Total Request Count", "Total Failure Count"], (row) => {
    if (row.text("Name") !== TOTAL) return;
    const [at, requests, failures] = ["Timestamp", "Total Request Count", "Total Failure Count"].map((c) =>
      row.number(c),
    );
    if (at === null || at === undefined) return;
    totals.push({ at: 1000 * at, users: row.number("User Count"), requests: requests ?? 0, failures: failures ?? 0 });
  });
  const startedAt = totals[0]?.at ?? NaN;
  const seconds = totals.slice(1).flatMap(({ at, users, requests, failures }, index) => {
    const before = totals[index]!;
    const elapsed = (at - before.at) / 1000;
    if (!(elapsed > 0)) return [];
    const each = (now: number, then: number) => Math.max(0, Math.round((now - then) / elapsed));
    const counts = { requests: each(requests, before.requests), failures: each(failures, before.failures) };
    return [
      { atMs: at - startedAt, users, ...counts, bytes: null, inFlight: null, p50Ms: null, p95Ms: null, p99Ms: null },
    ];
  });
  return { startedAt, endedAt: totals.at(-1)?.at ?? NaN, seconds };
}

async function readFailures(file: string, startedAt: number | null): Promise<RecordedError[]> {
  const errors: RecordedError[] = [];
  await eachRow(file, ["Method", "Name", "Error", "Occurrences"], (row) => {
    const message = row.text("Error").slice(0, 500);
    const at = (column: string): number | null => {
      const ms = row.has(column) ? Date.parse(row.text(column)) : NaN;
      return startedAt === null || Number.isNaN(ms) ? null : ms - startedAt;
    };
    errors.push({
      endpoint: `${row.text("Method")} ${row.text("Name")}`.trim(),
      class: classOf(Number(/\b([45]\d\d) (?:Client|Server) Error/.exec(message)?.[1] ?? NaN)),
      message,
      count: row.number("Occurrences") ?? 0,
      firstAtMs: at("First Seen"),
      lastAtMs: at("Last Seen"),
    });
  });
  return errors.filter(({ count }) => count > 0);
}

function absentParts(history: boolean, failures: boolean): Imported["absent"] {
  return [
    ...ALWAYS_ABSENT,
    { what: "distribution", reason: "Locust writes percentiles, rounded to two digits or so, and no histogram" },
    history
      ? {
          what: "latency over time",
          reason: "the history's percentiles are over ten seconds each, and include failures",
        }
      : { what: "time series", reason: "there is no _stats_history.csv beside the file" },
    ...(failures ? [] : [{ what: "failures by kind", reason: "there is no _failures.csv beside the file" }]),
  ];
}
