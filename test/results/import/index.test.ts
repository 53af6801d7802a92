import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { decodeHistogram } from "@stackmark/loadgen/histogram";
import { readForeign } from "../../../results/import/detect.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { at } from "./files.ts";

/** The reference: all lines at once, percentiles by sorting. */
async function naive(file: string) {
  const points = (await readFile(file, "utf8"))
    .trim()
    .split("\n")
    .map(
      (line) =>
        JSON.parse(line) as { metric: string; type: string; data: { value: number; tags: Record<string, string> } },
    )
    .filter(({ metric, type }) => metric === "http_req_duration" && type === "Point");
  const ok = points.filter(({ data }) => data.tags["expected_response"] === "true").map(({ data }) => data.value);
  return { requests: points.length, ok: ok.sort((a, b) => a - b) };
}

describe("a k6 stream", () => {
  it("a k6 stream gives counts, the exact mean and endpoints without their server", async () => {
    const file = at("base", "k6-stream.ndjson");
    const { result } = await readForeign(file);
    const { requests, ok } = await naive(file);
    assert.deepEqual([result.overall.requests, result.overall.ok], [requests, ok.length]);
    const mean = ok.reduce((sum, value) => sum + Math.floor(1000 * value) / 1000, 0) / ok.length;
    assert.ok(Math.abs(result.overall.latencyMs.avg! - mean) < 1e-9);
    assert.deepEqual(
      result.endpoints.map(({ name }) => name),
      ["GET /", "GET /product/:id"],
    );
    assert.deepEqual(
      result.errors.map((error) => [error.class, error.message, error.count]),
      [["http-5xx", "status 500", 1]],
    );
  });

  it("a k6 stream gives the distribution of all requests, to three digits", async () => {
    const file = at("base", "k6-stream.ndjson");
    const { histograms } = await readForeign(file);
    const entries = histograms!["entries"] as unknown as Parameters<typeof decodeHistogram>[0][];
    const { requests, ok } = await naive(file);
    assert.equal(
      entries.reduce((sum, { count }) => sum + count, 0),
      requests,
    );
    const greatest = Math.max(...entries.map((entry) => decodeHistogram(entry).max));
    assert.equal(greatest, Math.floor(1000 * ok.at(-1)!));
  });

  it("a k6 stream gives one line per second, with every request in one of them", async () => {
    const { seconds, result } = await readForeign(at("base", "k6-stream.ndjson"));
    assert.equal(
      seconds.reduce((sum, second) => sum + second.requests, 0),
      result.overall.requests,
    );
    assert.equal(seconds[0]?.bytes, null);
  });
});

describe("a k6 summary", () => {
  for (const name of ["k6-handle.json", "k6-export.json"])
    it(`a k6 summary gives what ${name} holds`, async () => {
      const { result, seconds, histograms } = await readForeign(at("base", name));
      assert.deepEqual([result.overall.requests, result.overall.failures], [600, 24]);
      const text = await readFile(at("base", name), "utf8");
      assert.ok(
        text.includes(String(result.overall.latencyMs.p50)),
        "the median of successful requests is in the file",
      );
      assert.equal(result.overall.latencyMs.p99, null);
      assert.match(
        result.overall.missing.find(({ metric }) => metric === "latencyMs.p99")!.reason,
        /576 of 2000 needed/,
      );
      assert.deepEqual(
        [result.startedAt, result.generator, result.accounting, histograms],
        [null, null, null, undefined],
      );
      assert.deepEqual([seconds, result.endpoints], [[], []]);
    });

  it("a k6 summary names percentiles that k6 was not asked for", async () => {
    const file = at("base", "k6-handle.json");
    const folder = temporary.path;
    const summary = JSON.parse(await readFile(file, "utf8")) as { metrics: Record<string, { values: object }> };
    summary.metrics["http_reqs"]!.values = { count: 60_000, rate: 100 };
    await writeFile(join(folder, "big.json"), JSON.stringify(summary));
    const { result } = await readForeign(join(folder, "big.json"));
    assert.equal(result.overall.latencyMs.p99, 7.43402225);
    assert.match(result.overall.missing.find(({ metric }) => metric === "latencyMs.p999")!.reason, /no p\(99\.9\)/);
  });
  const temporary = temporaryFolder();
});

describe("Locust's files", () => {
  const folder = temporaryFolder();

  it("Locust's files give counts, rates and failures, and latencies only where no failed request is included", async () => {
    const { result, seconds } = await readForeign(at("base", "locust_stats.csv"));
    assert.deepEqual([result.overall.requests, result.overall.failures], [356, 14]);
    assert.equal(result.overall.latencyMs.p50, null);
    assert.match(
      result.overall.missing.find(({ metric }) => metric === "latencyMs.p50")!.reason,
      /include failed requests/,
    );
    assert.equal(result.overall.allLatencyMs.p50, 5);
    assert.deepEqual(
      result.errors.map(({ class: name, count }) => [name, count]),
      [
        ["http-5xx", 8],
        ["http-5xx", 6],
      ],
    );
    assert.equal(result.startedAt, "2026-11-24T16:40:20.000Z");
    assert.equal(
      seconds.reduce((sum, second) => sum + second.requests, 0),
      356,
    );
    assert.deepEqual([seconds[0]?.users, seconds[0]?.p50Ms], [4, null]);
  });

  it("Locust's files without failures give latencies of successful requests", async () => {
    const text = (await readFile(at("base", "locust_stats.csv"), "utf8")).replaceAll(/,(277|79|356),\d+,/g, ",$1,0,");
    await writeFile(join(folder.path, "x_stats.csv"), text);
    const { result, absent } = await readForeign(join(folder.path, "x_stats.csv"));
    assert.equal(result.overall.latencyMs.p50, 5);
    assert.ok(absent.some(({ what }) => what === "time series"));
    assert.equal(result.startedAt, null);
  });
});

describe("JMeter's JTL", () => {
  const folder = temporaryFolder();

  it("a JTL file gives every sample once", async () => {
    const { result } = await readForeign(at("base", "jmeter.jtl"));
    const rows = (await readFile(at("base", "jmeter.jtl"), "utf8"))
      .trim()
      .split("\n")
      .slice(1)
      .map((row) => row.split(","));
    const times = rows.filter((row) => row[7] === "true").map((row) => Number(row[1]));
    assert.equal(result.overall.requests, rows.length);
    assert.equal(result.overall.latencyMs.avg, times.reduce((sum, ms) => sum + ms, 0) / times.length);
    assert.equal(result.overall.latencyMs.max, Math.max(...times));
    assert.deepEqual(
      result.errors.map(({ message }) => message),
      ["500 Internal Server Error", "500 Internal Server Error"],
    );
  });

  it("a JTL transaction is not counted in addition to its requests, and is reported", async () => {
    const text = await readFile(at("base", "jmeter.jtl"), "utf8");
    const row =
      '1795538528300,20,Shop,200,"Number of samples in transaction : 2, number of failing samples : 0",users 1-1,,true,,2338,245,2,2,null,18,0,36\n';
    await writeFile(join(folder.path, "t.jtl"), text + row);
    const { result, absent } = await readForeign(join(folder.path, "t.jtl"));
    assert.equal(result.overall.requests, 60);
    assert.ok(absent.some(({ what }) => what === "transactions"));
  });
});

describe("the folder of `stackmark load --out`", () => {
  const folder = temporaryFolder();

  it("a result of `stackmark load --out` is imported whole, with accounting and generator health", async () => {
    const { result, seconds, histograms, absent, files } = await readForeign(at("base", "stackmark/result.json"));
    const written = JSON.parse(await readFile(at("base", "stackmark/result.json"), "utf8")) as typeof result;
    assert.deepEqual(result, written);
    assert.ok(result.generator && result.accounting);
    assert.equal(files.length, 3);
    assert.equal(
      seconds.length,
      (await readFile(at("base", "stackmark/seconds.ndjson"), "utf8")).trim().split("\n").length,
    );
    assert.ok(histograms);
    assert.deepEqual(
      absent.map(({ what }) => what),
      ["infrastructure"],
    );
  });

  it("the folder of `stackmark load --out` is imported by its name", async () => {
    const { files } = await readForeign(at("base", "stackmark"));
    assert.deepEqual(
      files.map((path) => basename(path)),
      ["result.json", "histograms.json", "seconds.ndjson"],
    );
  });

  it("a load of 28 hours and more is imported with every second", async function () {
    this.timeout(30_000);
    const [line = ""] = (await readFile(at("base", "stackmark/seconds.ndjson"), "utf8")).split("\n");
    await cp(at("base", "stackmark"), folder.path, { recursive: true });
    await writeFile(join(folder.path, "seconds.ndjson"), `${line}\n`.repeat(101_000));
    assert.equal((await readForeign(folder.path)).seconds.length, 101_000);
  });

  it("a result of `stackmark load --out` without its other files names what is missing", async () => {
    const file = join(folder.path, "result.json");
    await writeFile(file, await readFile(at("base", "stackmark/result.json")));
    const { seconds, histograms, absent } = await readForeign(file);
    assert.deepEqual([seconds, histograms], [[], undefined]);
    assert.deepEqual(
      absent.map(({ what }) => what),
      ["infrastructure", "distribution", "time series"],
    );
  });
});
