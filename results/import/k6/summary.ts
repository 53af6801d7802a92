/** Reads k6's summary as JSON: the file of `--summary-export`, or the data of `handleSummary`. */
import { QUANTILES, samplesNeeded } from "@stackmark/loadgen/histogram";
import type { Latency } from "@stackmark/loadgen/schema";
import { parseJson } from "../../archive/json.ts";
import { ResultsError } from "../../errors.ts";
import type { RecordedEndpoint } from "../../schema/recorded.ts";
import { ALWAYS_ABSENT, resultOf, type ImportedLoad } from "../imported-load.ts";
import type { TextFile } from "../text/text-file.ts";
import { summaryOf } from "./summary-formats.ts";

/** Names of percentiles, as in k6's `--summary-trend-stats` and as in its machine-readable summary. */
const NAMES = {
  p50: ["med", "p(50)", "p50"],
  p90: ["p(90)", "p90"],
  p95: ["p(95)", "p95"],
  p99: ["p(99)", "p99"],
  p999: ["p(99.9)", "p99.9"],
} as const;

/** @throws {ResultsError} RESULTS_INVALID without `http_reqs`, RESULTS_CUT_SHORT, RESULTS_TOO_LARGE, RESULTS_IO, and as `summaryOf` */
export async function readK6Summary(source: TextFile): Promise<ImportedLoad> {
  const file = source.path;
  const { metric, durationMs, others } = summaryOf(file, parseJson(file, await source.whole()));
  const read = (of: Readonly<Record<string, unknown>> | undefined, name: string): number | null => {
    const value = of?.[name];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  const requests = read(metric("http_reqs"), "count");
  // k6 counts true values of a rate metric as "passes" or "matches"; here, those are failed requests.
  const failed = metric("http_req_failed");
  const failures = read(failed, "passes") ?? read(failed, "matches");
  if (requests === null || failures === null || failures > requests) {
    const message = `${file}: metrics.http_reqs (count) and metrics.http_req_failed (passes or matches) are needed; a test that sends no HTTP has neither, and k6 before 0.31 does not write http_req_failed: import its JSON stream (--out json)`;
    throw new ResultsError("RESULTS_INVALID", message);
  }
  if (requests === 0) throw new ResultsError("RESULTS_INVALID", `${file} has no requests: nothing was measured`);
  const ratePerS = read(metric("http_reqs"), "rate") ?? (durationMs ? (1000 * requests) / durationMs : 0);
  const missing: RecordedEndpoint["missing"] = [];
  const latency = (name: string, as: "latencyMs" | "allLatencyMs", samples: number): Latency => {
    const of = metric(name);
    const percentile = (key: keyof typeof NAMES): number | null => {
      const needed = samplesNeeded(QUANTILES[key]);
      const value = NAMES[key].map((each) => read(of, each)).find((each) => each !== null) ?? null;
      const few = samples < needed;
      if (few) missing.push({ metric: `${as}.${key}`, reason: `too few samples: ${samples} of ${needed} needed` });
      else if (value === null)
        missing.push({ metric: `${as}.${key}`, reason: absence(of, name, `${NAMES[key][0]} (${others})`) });
      return few ? null : value;
    };
    const plain = (key: "avg" | "min" | "max"): number | null => {
      const value = samples === 0 ? null : read(of, key);
      if (value === null) missing.push({ metric: `${as}.${key}`, reason: absence(of, name, key) });
      return value;
    };
    return {
      avg: plain("avg"),
      min: plain("min"),
      max: plain("max"),
      p50: percentile("p50"),
      p90: percentile("p90"),
      p95: percentile("p95"),
      p99: percentile("p99"),
      p999: percentile("p999"),
    };
  };
  const successful = failures === 0 ? "http_req_duration" : "http_req_duration{expected_response:true}";
  const overall: RecordedEndpoint = {
    name: "*",
    requests,
    ok: requests - failures,
    failures,
    ratePerS,
    failuresPerS: requests === 0 ? 0 : (ratePerS * failures) / requests,
    bytes: null,
    latencyMs: latency(successful, "latencyMs", requests - failures),
    allLatencyMs: latency("http_req_duration", "allLatencyMs", requests),
    missing,
    tallies: {},
  };
  // k6 computes the rate over the whole run, including set-up and teardown.
  const measuredMs = durationMs ?? (ratePerS > 0 ? (1000 * requests) / ratePerS : null);
  return {
    tool: "k6",
    format: "k6 summary",
    files: [file],
    result: resultOf({ startedAt: null, endedAt: null, measuredMs, overall, endpoints: [], errors: [] }),
    seconds: [],
    absent: [
      ...ALWAYS_ABSENT,
      { what: "connection set-up", reason: "k6's http_req_duration excludes it" },
      { what: "distribution", reason: "k6's summary holds single percentiles" },
      { what: "time series", reason: "k6's summary holds totals; its JSON stream (--out json) has times" },
      { what: "endpoints", reason: "k6's summary is over all requests" },
      { what: "time of day", reason: "k6's summary does not say when the test ran" },
    ],
  };
}

const absence = (of: object | undefined, metric: string, stat: string): string =>
  `the summary has no ${of === undefined ? metric : stat}`;
