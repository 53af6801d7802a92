import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { readForeign } from "../../../results/import/detect.ts";
import { of } from "./files.ts";

const classes = async (path: string): Promise<Record<string, number>> => {
  const { errors } = (await readForeign(of(path))).result;
  const counts: Record<string, number> = {};
  for (const { class: name, count } of errors) counts[name] = (counts[name] ?? 0) + count;
  return counts;
};
const counts = async (path: string) => {
  const { overall, endpoints } = (await readForeign(of(path))).result;
  return [overall.requests, overall.failures, endpoints.map(({ name, requests }) => `${name} ${requests}`).join(", ")];
};
const absent = async (path: string, what: string) =>
  (await readForeign(of(path))).absent.find((each) => each.what === what)?.reason;

describe("files that Locust 1.6 and 2.47 write", () => {
  it("Locust's counts are read from all versions and user classes, with custom percentiles", async () => {
    const endpoints = "GET / 138, GET /checked 14, GET /dead 13, GET /product/:id 60, GET /reset 19";
    assert.deepEqual(await counts("locust-1.6/fast_stats.csv"), [244, 55, endpoints]);
    assert.deepEqual((await counts("locust-1.6/http_stats.csv")).slice(0, 2), [230, 46]);
    assert.deepEqual((await counts("locust-2.47/fast_stats.csv")).slice(0, 2), [168, 31]);
    assert.deepEqual((await counts("locust-2.47/http_stats.csv")).slice(0, 2), [224, 39]);
    const { overall } = (await readForeign(of("locust-1.6/fast_stats.csv"))).result;
    assert.deepEqual([overall.allLatencyMs.p50, overall.allLatencyMs.p90], [4, null]);
    assert.match(overall.missing.find(({ metric }) => metric === "allLatencyMs.p90")!.reason, /PERCENTILES_TO_REPORT/);
  });

  it("Locust's failures are classed by their texts, which differ by version and user class", async () => {
    assert.deepEqual(await classes("locust-1.6/http_stats.csv"), { refused: 13, other: 19, "http-5xx": 7, reset: 7 });
    assert.deepEqual(await classes("locust-1.6/fast_stats.csv"), { "http-5xx": 9, other: 14, closed: 19, refused: 13 });
    const fast = { "http-5xx": 5, closed: 8, check: 13, refused: 5 };
    assert.deepEqual(await classes("locust-2.47/fast_stats.csv"), fast);
    const http = { "http-5xx": 8, check: 12, reset: 10, refused: 9 };
    assert.deepEqual(await classes("locust-2.47/http_stats.csv"), http);
  });

  it("a history of a single row gives no series, and says so", async () => {
    const { result, seconds } = await readForeign(of("locust-1.6/http_stats.csv"));
    assert.deepEqual([seconds, result.endedAt], [[], null]);
    assert.match((await absent("locust-1.6/http_stats.csv", "time series"))!, /no two rows/);
    assert.equal((await readForeign(of("locust-2.47/http_stats.csv"))).seconds.length, 4);
  });
});

describe("files that JMeter 5.4 and 5.6 write", () => {
  const endpoints = "Cart 10, Checked 10, Dead 10, Home 10, Product 10";
  for (const name of ["jmeter-5.4/split.jtl", "jmeter-5.4/parent.jtl", "jmeter-5.6/split.jtl", "jmeter-5.6/parent.jtl"])
    it(`rows of transactions repeat the samples before or after them in ${name}`, async () => {
      assert.deepEqual((await counts(name))[2], endpoints);
      assert.match((await absent(name, "transactions"))!, /^10 rows repeat/);
    });

  it("a transaction whose samples have no rows counts as one request, with a semicolon or tab as delimiter", async () => {
    assert.deepEqual(await counts("jmeter-5.6/alone.jtl"), [40, 20, "Checked 10, Checkout 10, Dead 10, Home 10"]);
    assert.deepEqual(await counts("jmeter-5.6/tab.jtl"), [8, 4, "Checked 2, Checkout 2, Dead 2, Home 2"]);
    assert.match((await absent("jmeter-5.6/alone.jtl", "requests in transactions"))!, /10 such rows/);
  });

  it("JMeter's failures are classed by exception and assertion", async () => {
    assert.deepEqual(await classes("jmeter-5.6/split.jtl"), { "http-5xx": 2, refused: 10, check: 9 });
    assert.deepEqual(await classes("jmeter-5.4/parent.jtl"), { "http-5xx": 2, refused: 10, check: 10 });
  });
});

for (const version of ["k6-0.49", "k6-1.8"])
  describe(`files that ${version} writes`, () => {
    const streams = { "stream.ndjson.gz": "k6 stream", "stream.csv.gz": "k6 CSV", "seconds.csv.gz": "k6 CSV" };
    for (const [name, format] of Object.entries(streams))
      it(`${version} writes the stream ${name}, compressed, with every request`, async () => {
        const { format: read, result } = await readForeign(of(`${version}/${name}`));
        const text = gunzipSync(await readFile(of(`${version}/${name}`))).toString();
        const points = text
          .split("\n")
          .filter((line) => /^http_req_duration,|"http_req_duration","type":"Point"/.test(line));
        assert.deepEqual([read, result.overall.requests], [format, points.length]);
        const failed = points.filter((line) => /"expected_response":"false"|,false,/.test(line));
        assert.equal(result.overall.failures, failed.length);
        const found = new Set(result.errors.map((error) => error.class));
        assert.deepEqual([...found].sort(), ["http-5xx", "refused", "reset", "timeout-headers"]);
      });

    it(`whole seconds in the CSV of ${version} are a note`, async () => {
      assert.match((await absent(`${version}/seconds.csv.gz`, "time within a second"))!, /K6_CSV_TIME_FORMAT/);
      assert.equal(await absent(`${version}/stream.csv.gz`, "time within a second"), undefined);
    });

    it(`the summaries of ${version} give the counts that they hold`, async () => {
      for (const name of ["export.json", "handle.json"]) {
        const { overall } = (await readForeign(of(`${version}/${name}`))).result;
        assert.equal(overall.requests, 72, name);
        assert.ok(overall.failures > 10 && overall.allLatencyMs.p50! > 3, name);
      }
    });
  });

describe("the machine-readable summary of k6", () => {
  for (const name of ["machine.json", "machine-handle.json"])
    it(`counts, duration and percentiles are read from ${name}`, async () => {
      const file = of(`k6-1.8/${name}`);
      const { measuredMs, overall } = (await readForeign(file)).result;
      assert.deepEqual([overall.requests, overall.failures], [72, 15]);
      const text = await readFile(file, "utf8");
      assert.ok(text.includes(String(overall.latencyMs.p50)) && text.includes(String(measuredMs! / 1000).slice(0, 5)));
      assert.ok(Math.abs(overall.ratePerS - (1000 * 72) / measuredMs!) < 1e-9);
    });

  it("p90 and p95 are read under the names of this format", async () => {
    const { readK6Summary } = await import("../../../results/import/k6/summary.ts");
    const summary = JSON.parse(await readFile(of("k6-1.8/machine.json"), "utf8")) as {
      results: { metrics: { name: string; values: Record<string, number> }[] };
    };
    const value = (name: string) => summary.results.metrics.find((metric) => metric.name === name)!.values;
    value("http_reqs")["count"] = 100_000;
    value("http_req_failed")["matches"] = 0;
    const source = { path: "s.json", whole: () => Promise.resolve(JSON.stringify(summary)) };
    const { overall } = (await readK6Summary(source as Parameters<typeof readK6Summary>[0])).result;
    const { p90, p95 } = value("http_req_duration");
    assert.deepEqual([overall.latencyMs.p90, overall.latencyMs.p95, overall.latencyMs.p99], [p90, p95, null]);
    assert.match(overall.missing.find(({ metric }) => metric === "latencyMs.p99")!.reason, /streams have all/);
  });
});
