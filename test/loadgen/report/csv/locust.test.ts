import assert from "node:assert/strict";
import fc from "fast-check";
import { csvRow, failuresTable, statsTable } from "../../../../loadgen/report/csv/tables.ts";
import { HISTORY_HEAD, HistoryRows } from "../../../../loadgen/report/csv/files.ts";
import { encodeHistogram } from "../../../../loadgen/histogram/index.ts";
import type { LoadOutcome } from "../../../../loadgen/index.ts";
import type { MergedSecond } from "../../../../loadgen/coordinator/seconds.ts";
import { histogramOf } from "../../helpers/histogram-of.ts";

const entry = (endpoint: string, segment: number, outcome: "ok" | "failed", values: number[]) => ({
  ...{ endpoint, segment, outcome, kind: "service" as const },
  ...encodeHistogram(histogramOf(values)),
});
const counts = (endpoint: string, segment: number, ok: number, failed: number) => ({
  ...{ endpoint, segment, ok, failed, aborted: 0, bytes: 100 * (ok + failed), checked: 0, checkedOk: 0, tallies: [] },
});

const outcome = {
  result: {
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: "2026-01-01T00:00:10.000Z",
    errors: [
      {
        endpoint: "POST /cart",
        class: "http-5xx",
        message: 'HTTP 503, "busy"',
        count: 2,
        firstAtMs: 500,
        lastAtMs: 9250,
      },
      { endpoint: "GET /", class: "aborted", message: "cut", count: 1, firstAtMs: 9900, lastAtMs: 9900 },
    ],
    reasons: [],
  },
  histograms: {
    counts: [counts("POST /cart", 0, 2, 2), counts("GET /cart", 1, 1, 0), counts("GET /", 1, 3, 0)],
    entries: [
      entry("POST /cart", 0, "ok", [1000, 2000]),
      entry("POST /cart", 0, "failed", [3000, 4000]),
      entry("GET /cart", 1, "ok", [5000]),
      entry("GET /", 1, "ok", [1000, 1000, 10_000]),
    ],
  },
} as unknown as LoadOutcome;

describe("Locust's CSV files", () => {
  it("the CSV files have exactly Locust's headers", () => {
    assert.equal(
      statsTable(outcome).split("\r\n")[0],
      "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%",
    );
    assert.equal(
      HISTORY_HEAD,
      "Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size\r\n",
    );
  });

  it("_stats.csv lists entries by name, then method, then the aggregate, over the whole load with failures, to three digits", () => {
    const rows = statsTable(outcome).split("\r\n").slice(1, -1);
    assert.deepEqual(rows, [
      "GET,/,3,0,1,4,1,10,100,0.3,0,1,1,10,10,10,10,10,10,10,10,10",
      "GET,/cart,1,0,5,5,5,5,100,0.1,0,5,5,5,5,5,5,5,5,5,5,5",
      "POST,/cart,4,2,2,2.5,1,4,100,0.4,0.2,2,3.001,3.001,4,4,4,4,4,4,4,4",
      ",Aggregated,8,2,2,3.375,1,10,100,0.8,0.2,2,4.001,4.001,5.003,10,10,10,10,10,10,10",
    ]);
  });

  it("every row has the counts, rates, extremes and percentiles of a naive calculation over its requests", () => {
    const timeUs = fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1000, max: 5_000_000 }));
    const endpoint = fc.record({ ok: fc.array(timeUs, { maxLength: 60 }), failed: fc.array(timeUs, { maxLength: 9 }) });
    const percentiles = [0.5, 0.66, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, 1];
    fc.assert(
      fc.property(
        fc.array(endpoint, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 900 }),
        (all, seconds) => {
          const names = all.map((_, index) => `GET /${index}`);
          const end = new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
          const made = {
            result: { ...outcome.result, endedAt: end },
            histograms: {
              counts: all.map(({ ok, failed }, index) => counts(names[index]!, 0, ok.length, failed.length)),
              entries: all.flatMap(({ ok, failed }, index) => [
                entry(names[index]!, 0, "ok", ok),
                entry(names[index]!, 0, "failed", failed),
              ]),
            },
          } as unknown as LoadOutcome;
          const rows = statsTable(made).split("\r\n").slice(1, -1);
          const whole = { ok: all.flatMap(({ ok }) => ok), failed: all.flatMap(({ failed }) => failed) };
          [...all, whole].forEach(({ ok, failed }, index) => {
            const times = [...ok, ...failed].sort((a, b) => a - b).map((us) => us / 1000);
            const [, , requests, failures, median, average, least, most, size, rate, failureRate, ...shares] =
              rows[index]!.split(",");
            const figures = [requests, failures, size, rate, failureRate].map(Number);
            const n = times.length;
            assert.deepEqual(figures, [n, failed.length, n === 0 ? 0 : 100, n / seconds, failed.length / seconds]);
            if (n === 0) {
              assert.deepEqual(
                shares,
                percentiles.map(() => "N/A"),
              );
              return;
            }
            const mean = times.reduce((sum, ms) => sum + ms, 0) / n;
            const truths = percentiles.map((share) => times[Math.max(1, Math.ceil(share * n - 1e-9)) - 1]!);
            assert.deepEqual([Number(least), Number(most)], [times[0], times.at(-1)]);
            assert.ok(Math.abs(Number(average) - mean) <= mean * 1e-9);
            [median!, ...shares].forEach((share, at) => {
              const truth = truths[Math.max(0, at - 1)]!;
              assert.ok(Math.abs(Number(share) - truth) <= truth / 1000 + 1e-9, `${share} for ${truth}`);
            });
          });
        },
      ),
    );
  });

  it("_failures.csv lists failures with class, message and times seen, without aborted requests", () => {
    assert.deepEqual(failuresTable(outcome).split("\r\n").slice(1, -1), [
      'POST,/cart,"http-5xx: HTTP 503, ""busy""",2,2026-01-01T00:00:00.500Z,2026-01-01T00:00:09.250Z',
    ]);
  });

  it("_stats_history.csv has rates over ten seconds and everything else since the start", () => {
    const rows = new HistoryRows();
    const at = (second: number, values: number[]): MergedSecond => ({
      startedAt: new Date(0),
      second: { ...blank, atMs: (second + 1) * 1000, users: 7, requests: values.length, failures: 0 },
      histogram: histogramOf(values),
      measured: {
        ...{ second, errors: [], arrivals: [] },
        ...{ counts: [counts("GET /", 0, values.length, 0)], histograms: [entry("GET /", 0, "ok", values)] },
      },
    });
    rows.rows(at(0, [1000, 3000]), 1700000000);
    const idle = Array.from({ length: 10 }, (_, second) => rows.rows(at(second + 1, []), 1700000001 + second));
    assert.equal(idle[0], "1700000001,7,,Aggregated,1.000000,0.000000,1,3,3,3,3,3,3,3,3,3,3,2,0,1,2,1,3,100\r\n");
    assert.match(idle[9]!, /^1700000010,7,,Aggregated,0\.000000,/);
  });

  it("CSV rows quote what Python's csv module quotes", () => {
    assert.equal(csvRow(["a,b", 'say "x"', "two\nlines", 5, ""]), '"a,b","say ""x""","two\nlines",5,\r\n');
  });
});

const blank = {
  atMs: 0,
  users: 0,
  requests: 0,
  failures: 0,
  bytes: 0,
  inFlight: 0,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
};
