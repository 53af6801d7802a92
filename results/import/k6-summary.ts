/** Reads k6's summary as JSON: the file of `--summary-export`, or the data of `handleSummary`. */
import { QUANTILES, samplesNeeded } from "@stackmark/loadgen/histogram";
import type { Latency } from "@stackmark/loadgen/schema";
import { z } from "zod";
import { readJson } from "../archive/json.ts";
import { ResultsError } from "../errors.ts";
import type { RecordedEndpoint } from "../schema/recorded.ts";
import { ALWAYS_ABSENT, resultOf, type ImportedLoad } from "./imported-load.ts";

const values = z.record(z.string(), z.unknown());
const summary = z.object({
  metrics: z.record(z.string(), values),
  state: z.object({ testRunDurationMs: z.number() }).optional(),
});

/** Names of percentiles, as written in k6's `--summary-trend-stats`. */
const NAMES = { p50: ["med", "p(50)"], p90: ["p(90)"], p95: ["p(95)"], p99: ["p(99)"], p999: ["p(99.9)"] } as const;

/** @throws {ResultsError} RESULTS_FOREIGN_FILE, RESULTS_INVALID without `http_reqs`, and as `readJson` */
export async function readK6Summary(file: string): Promise<ImportedLoad> {
  const parsed = summary.safeParse(await readJson(file, z.unknown()));
  if (!parsed.success) {
    throw new ResultsError("RESULTS_FOREIGN_FILE", `${file} is not a summary of k6: it has no "metrics"`);
  }
  const { metrics, state } = parsed.data;
  const metric = (name: string): Record<string, unknown> | undefined => {
    const found = metrics[name];
    const inner = values.safeParse(found?.["values"]);
    return inner.success ? inner.data : found;
  };
  const read = (of: Record<string, unknown> | undefined, name: string): number | null => {
    const value = of?.[name];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  };
  const requests = read(metric("http_reqs"), "count");
  const ratePerS = read(metric("http_reqs"), "rate");
  const failed = metric("http_req_failed");
  // k6 counts true values of a rate metric as "passes"; here, those are failed requests.
  const failures = read(failed, "passes");
  if (requests === null || ratePerS === null || failures === null) {
    const message = `${file}: metrics.http_reqs (count, rate) and metrics.http_req_failed (passes) are needed; a test that sends no HTTP has neither`;
    throw new ResultsError("RESULTS_INVALID", message);
  }
  const missing: RecordedEndpoint["missing"] = [];
  const latency = (name: string, as: "latencyMs" | "allLatencyMs", samples: number): Latency => {
    const of = metric(name);
    const percentile = (key: keyof typeof NAMES): number | null => {
      const needed = samplesNeeded(QUANTILES[key]);
      const value = NAMES[key].map((each) => read(of, each)).find((each) => each !== null) ?? null;
      const few = samples < needed;
      if (few) missing.push({ metric: `${as}.${key}`, reason: `too few samples: ${samples} of ${needed} needed` });
      else if (value === null)
        missing.push({ metric: `${as}.${key}`, reason: absence(of, name, NAMES[key].join(" or ")) });
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
  const measuredMs = state?.testRunDurationMs ?? (ratePerS > 0 ? (1000 * requests) / ratePerS : null);
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
  of === undefined ? `the summary has no ${metric}` : `the summary has no ${stat} (k6: --summary-trend-stats)`;
