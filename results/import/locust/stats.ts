/** Reads Locust's `--csv` files: `<prefix>_stats.csv`, and the history and failures in the same folder if they exist. */
import { stat } from "node:fs/promises";
import { redactUrlsIn } from "../../../base/url.ts";
import { QUANTILES, samplesNeeded } from "@stackmark/loadgen/histogram";
import type { Latency } from "@stackmark/loadgen/schema";
import { ResultsError } from "../../errors.ts";
import type { Imported, RecordedEndpoint } from "../../schema/recorded.ts";
import { ALWAYS_ABSENT, resultOf, type ImportedLoad } from "../imported-load.ts";
import { eachRow, refuseRepeats, type Row } from "../text/csv.ts";
import { TextFile } from "../text/text-file.ts";
import { readFailures } from "./failures.ts";
import { isTotal, readHistory, TOTAL, type History } from "./history.ts";

const COLUMNS = ["Type", "Name", "Request Count", "Failure Count", "Requests/s", "Failures/s"];
/** As Locust writes them by default; `PERCENTILES_TO_REPORT` of a locustfile changes which there are. */
const PERCENTILES = { p50: "50", p90: "90", p95: "95", p99: "99", p999: "99.9" } as const;

/** @throws {ResultsError} as `eachRow`; RESULTS_CUT_SHORT without the row over all requests */
export async function readLocust(source: TextFile): Promise<ImportedLoad> {
  const file = source.path;
  const endpoints: RecordedEndpoint[] = [];
  let overall: RecordedEndpoint | undefined;
  const refuseRepeat = refuseRepeats(["Type", "Name"]);
  const cut = await eachRow(source, COLUMNS, (row) => {
    refuseRepeat(row);
    if (isTotal(row)) overall = endpointOf("*", row);
    else endpoints.push(endpointOf(redactUrlsIn(`${row.text("Type")} ${row.text("Name")}`.trim()), row));
  });
  if (!overall) {
    const message = `${file} has no row "${TOTAL}", which Locust writes last: it was truncated or edited`;
    throw new ResultsError("RESULTS_CUT_SHORT", message);
  }
  if (overall.requests === 0)
    throw new ResultsError("RESULTS_INVALID", `${file} has no requests: nothing was measured`);
  const history = await beside(source, HISTORY);
  const failures = await beside(source, FAILURES);
  const over = history && (await readHistory(history));
  const errors = failures && (await readFailures(failures, over?.startedAt));
  const { requests, ratePerS } = overall;
  return {
    tool: "locust",
    format: "Locust CSV",
    files: [source, history, failures].filter((each) => each !== undefined).map(({ path }) => path),
    result: resultOf({
      startedAt: over?.startedAt ?? null,
      endedAt: over?.endedAt ?? null,
      // Locust computes the rate over exactly this time.
      measuredMs: ratePerS > 0 ? (1000 * requests) / ratePerS : null,
      overall,
      endpoints,
      errors: errors ?? [],
      cutOff: cut ? `${file} ends inside its last line` : undefined,
    }),
    seconds: over?.seconds ?? [],
    absent: [...ALWAYS_ABSENT, NO_DISTRIBUTION, seriesPart(history, over), ...failuresPart(overall, failures, errors)],
  };
}

function endpointOf(name: string, row: Row): RecordedEndpoint {
  const [requests, failures] = [row.count("Request Count"), row.count("Failure Count", "Request Count")];
  const missing: RecordedEndpoint["missing"] = [];
  const percentile = (key: keyof typeof PERCENTILES): number | null => {
    const needed = samplesNeeded(QUANTILES[key]);
    const value = percentileOf(row, key);
    const few = requests < needed;
    if (few)
      missing.push({ metric: `allLatencyMs.${key}`, reason: `too few samples: ${requests} of ${needed} needed` });
    else if (value === null) missing.push({ metric: `allLatencyMs.${key}`, reason: NOT_REPORTED });
    return few ? null : value;
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
    ratePerS: row.number("Requests/s") ?? 0,
    failuresPerS: row.number("Failures/s") ?? 0,
    bytes: null,
    latencyMs: successful,
    allLatencyMs: all,
    missing: [...lacking, ...missing],
    tallies: {},
  };
}

const NOTHING: Latency = { avg: null, min: null, max: null, p50: null, p90: null, p95: null, p99: null, p999: null };

const NOT_REPORTED = "the file does not have it (PERCENTILES_TO_REPORT of the locustfile)";

function percentileOf(row: Row, key: keyof typeof PERCENTILES): number | null {
  const percent = PERCENTILES[key];
  const column = [`${percent}%`, `${percent}.0%`].find((name) => row.has(name));
  if (column !== undefined) return row.number(column);
  return key === "p50" && row.has(MEDIAN) ? row.number(MEDIAN) : null;
}

const MEDIAN = "Median Response Time";
const HISTORY = "_stats_history.csv";
const FAILURES = "_failures.csv";

/** The file with the same prefix and this ending; `undefined` if it does not exist. */
async function beside({ path }: TextFile, ending: string): Promise<TextFile | undefined> {
  const other = path.replace(/_stats\.csv(\.gz)?$/, `${ending}$1`);
  if (other === path) return undefined;
  return (await stat(other).catch(() => undefined))?.isFile() ? new TextFile(other) : undefined;
}

type Part = Imported["absent"][number];

const NO_DISTRIBUTION: Part = {
  what: "distribution",
  reason: "Locust writes percentiles, rounded to two digits or so, and no histogram",
};

function seriesPart(history: TextFile | undefined, read: History | undefined): Part {
  if (!history) return { what: "time series", reason: `there is no ${HISTORY} beside the file` };
  if (!read?.seconds.length) return { what: "time series", reason: `${HISTORY} has no two rows` };
  const reason = "the history's percentiles are over ten seconds each, and include failures";
  return { what: "latency over time", reason };
}

function failuresPart(overall: RecordedEndpoint, file: TextFile | undefined, errors: readonly unknown[] = []): Part[] {
  if (file && (errors.length > 0 || overall.failures === 0)) return [];
  const reason = file ? `${FAILURES} has no rows` : `there is no ${FAILURES} beside the file`;
  return [{ what: "failures by kind", reason }];
}
