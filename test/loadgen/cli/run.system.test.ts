import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { runLoadCli } from "../../../loadgen/cli/index.ts";
import { serialisedHistogramsSchema } from "../../../loadgen/index.ts";
import { cellSchema, secondSchema } from "../../../loadgen/schema/index.ts";
import { countingServer } from "../helpers/counting-server.ts";
import { closedPort } from "../helpers/raw-server.ts";

async function run(argv: readonly string[], signal?: AbortSignal) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runLoadCli(argv, { stdout, stderr, ...(signal ? { signal } : {}) });
  const text = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? "");
  return { code, out: text(stdout), err: text(stderr) };
}

const short = ["--users", "5", "--spawn-rate", "50", "--duration", "1200ms"];

describe("stackmark load", function () {
  this.timeout(30_000);

  it("stackmark load prints a table of its measurements and exits 0", async () => {
    await using server = await countingServer();
    const { code, out, err } = await run([server.url, ...short, "--scenario", "boutique", "--think-scale", "0.01"]);
    assert.match(out, /endpoint +requests +rate +failed/);
    assert.match(out, /\nGET \/product\/:id +\d+ +\S+ req\/s +0 % /);
    assert.match(out, /\nall +\d+ +\S+ req\/s +0 % /);
    assert.match(err, /req\/s {2}p50 .* {2}0 failed {2}5 users$/m);
    assert.ok(code === 0 || out.includes("generator-limited"));
  });

  it("stackmark load prints one JSON document with --json, and no progress with --quiet", async () => {
    await using server = await countingServer();
    const { out, err } = await run([server.url, ...short, "--json", "--quiet"]);
    const result = cellSchema.parse(JSON.parse(out));
    assert.deepEqual([result.spec["users"], err], [5, ""]);
    assert.deepEqual([result.accounting.sent, result.accounting.ok], [server.counts.requests, server.counts.ok]);
  });

  it("stackmark load writes Locust's four files with --csv", async () => {
    const folder = await mkdtemp(join(tmpdir(), "load-cli-"));
    try {
      await using server = await countingServer();
      await run([server.url, ...short, "--quiet", "--csv", join(folder, "sub", "run")]);
      const lines = async (name: string) =>
        (await readFile(join(folder, "sub", `run_${name}.csv`), "utf8")).split("\r\n");
      assert.equal((await lines("stats")).length, 4);
      assert.ok((await lines("stats_history")).length >= 3);
      assert.equal((await lines("failures"))[0], "Method,Name,Error,Occurrences,First Seen,Last Seen");
      assert.equal((await lines("exceptions"))[0], "Count,Message,Traceback,Nodes");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("stackmark load writes result, histograms, seconds and a histogram log with --out", async () => {
    const folder = await mkdtemp(join(tmpdir(), "load-cli-"));
    try {
      await using server = await countingServer();
      await run([server.url, ...short, "--quiet", "--out", folder]);
      const text = (name: string) => readFile(join(folder, name), "utf8");
      const result = cellSchema.parse(JSON.parse(await text("result.json")));
      const histograms = serialisedHistogramsSchema.parse(JSON.parse(await text("histograms.json")));
      const lines = (await text("seconds.ndjson")).trim().split("\n");
      const seconds = lines.map((line) => secondSchema.parse(JSON.parse(line)));
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
      assert.equal(sum(seconds.map(({ requests }) => requests)), result.accounting.ok);
      assert.equal(sum(histograms.counts.map(({ ok }) => ok)), result.accounting.ok);
      assert.match(await text("latencies.hlog"), /^#\[Histogram log format version 1\.3\]/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("stackmark load exits 99 when a threshold does not hold, and ends early with --abort-on", async () => {
    await using server = await countingServer();
    const never = "http_reqs: count<1";
    const { code, out } = await run([server.url, "-u", "2", "-d", "5m", "--quiet", "--abort-on", never]);
    assert.equal(code, 99, out);
    assert.match(out, /threshold: Ended at \d+ s: http_reqs: count<1 does not hold/);
    assert.match(out, /✗ failed {2}http_reqs: count<1/);
  });

  it("stackmark load exits 98 with the reason when the target is down", async () => {
    const { code, out } = await run([`http://127.0.0.1:${await closedPort()}/`, ...short]);
    assert.equal(code, 98);
    assert.match(out, /invalid\n.*targets-down: /);
    assert.match(out, /refused/);
  });

  it("an interrupted stackmark load keeps what was measured and exits 105", async () => {
    const stop = new AbortController();
    await using server = await countingServer((_, response, number) => {
      if (number === 40) stop.abort();
      response.end();
    });
    const { code, out } = await run([server.url, "--users", "2", "--duration", "5m"], stop.signal);
    assert.equal(code, 105);
    assert.match(out, /\n {2}stopped: Stopped/);
  });
});
