import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Aggregate } from "../../../../loadgen/coordinator/aggregate/aggregate.ts";
import type { LoadOutcome } from "../../../../loadgen/index.ts";
import { Recorder } from "../../../../loadgen/measure/recorder.ts";
import { locustRounded, locustStyle } from "../../../../loadgen/report/csv/style.ts";
import { failuresTable, statsTable } from "../../../../loadgen/report/csv/tables.ts";

type RecordedRequest = [second: number, method: string, name: string, us: number, bytes: number, error: string | null];
const golden = fileURLToPath(new URL("./golden/", import.meta.url));
const read = (folder: string, name: string) => readFileSync(join(folder, name), "utf8");
const lines = read(golden, "stream.ndjson").trim().split("\n");
const { startS, endS } = JSON.parse(lines[0]!) as { startS: number; endS: number };
const requests = lines.slice(1).map((line) => JSON.parse(line) as RecordedRequest);
const rows = (csv: string) => csv.split("\r\n").slice(0, -1);

/**
 * The stream through our own recorder, aggregate and writer. None of its times lies so near to where Locust's rounding turns that
 * a histogram of three digits could not tell on which side.
 */
function ours(): LoadOutcome {
  const aggregate = new Aggregate();
  const recorder = new Recorder({
    ...{
      startUs: 0,
      open: false,
      tallies: 0,
      maxEndpoints: 500,
      requestTimeoutUs: 60e6,
      health: () => null,
      users: () => 1,
    },
    flushPeers: () => [],
    segments: [{ name: "plateau", kind: "plateau", startMs: 0, endMs: (endS - startS) * 1000, measured: true }],
    emit: (second) => aggregate.add(0, second),
  });
  for (const [second, method, name, us, bytes, error] of requests) {
    const endUs = second * 1e6;
    const failure =
      error === null ? undefined : { class: "http-5xx" as const, message: error.replace("http-5xx: ", "") };
    recorder.begin(false, endUs - us);
    recorder.end({
      ...{ endpoint: recorder.endpoint(method, name), arrival: undefined, startUs: endUs - us, endUs, bytes, failure },
      ...{
        firstByteUs: undefined,
        connectUs: undefined,
        isChecked: false,
        tlsUs: undefined,
        tallies: undefined,
        version: undefined,
      },
    });
  }
  recorder.finish((endS - startS) * 1e6);
  const at = (seconds: number) => new Date(seconds * 1000).toISOString();
  return {
    result: { startedAt: at(startS), endedAt: at(endS), errors: aggregate.errors.list(), reasons: [] },
    histograms: { counts: aggregate.allCounts(), entries: aggregate.serialised() },
  } as unknown as LoadOutcome;
}

describe("a recorded stream of 2 000 requests, through our writer with --locust-rounding and through Locust's StatsEntry", function () {
  this.timeout(60_000);

  it("a recorded stream gives Locust's cells in _stats.csv", () => {
    assert.deepEqual(rows(statsTable(ours(), locustStyle)), rows(read(golden, "stats.csv")));
  });

  it("a recorded stream gives Locust's rows in _failures.csv, which Locust sorts by a hash", () => {
    const [head, ...failures] = rows(failuresTable(ours(), locustStyle));
    const [locustHead, ...locustFailures] = rows(read(golden, "failures.csv"));
    assert.deepEqual([head, ...failures.sort()], [locustHead, ...locustFailures.sort()]);
  });

  it("every response time falls into the bucket that Locust gives it", () => {
    const buckets = read(golden, "rounding.csv").trim().split("\n");
    assert.ok(buckets.length > 500);
    for (const [us, ms] of buckets.map((line) => line.split(",").map(Number) as [number, number]))
      assert.equal(locustRounded(us), ms, `${us} µs`);
  });
});
