import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LoadError, runLoad, type Progress, type Second } from "../../../loadgen/index.ts";
import { cellSchema, secondSchema } from "../../../loadgen/schema/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { countingServer } from "../helpers/counting-server.ts";
import { smallLoad, workers } from "../helpers/small-load.ts";

describe("runLoad", function () {
  this.timeout(30_000);
  const folder = temporaryFolder();

  it("a load's counts equal the server's, its result fits the schema, and no process is left running", async () => {
    await using server = await countingServer();
    const seconds: Second[] = [];
    const progress: Progress[] = [];
    const segments: string[] = [];
    const { result, histograms } = await runLoad(smallLoad(server.url, { workers: 2 }), {
      onSecond: (second) => seconds.push(secondSchema.parse(second)),
      onProgress: (each) => progress.push(each),
      onSegment: (name) => segments.push(name),
    });
    assert.deepEqual(cellSchema.parse(result), result);
    assert.deepEqual(
      result.reasons.filter(({ code }) => code !== "generator-limited"),
      [],
    );
    assert.deepEqual([result.accounting.sent, result.accounting.ok], [server.counts.requests, server.counts.ok]);
    assert.ok(result.overall.requests > 0 && result.overall.requests < result.accounting.sent);
    assert.deepEqual([result.measuredMs, result.errors], [1000, []]);
    assert.deepEqual(
      result.accounting.audits.filter(({ holds }) => !holds),
      [],
    );
    assert.equal(
      seconds.reduce((sum, { requests }) => sum + requests, 0),
      result.accounting.sent,
    );
    assert.deepEqual([progress.length, seconds[0]!.users], [seconds.length, 20]);
    assert.deepEqual(segments, ["warm-up", "plateau"]);
    assert.ok(result.vantage.rttMs!.min > 0);
    const address = new URL(server.url).host;
    const requests = server.counts.requests;
    assert.deepEqual(result.connections, [{ address, protocol: "HTTP/1.1", opened: 20, requests }]);
    assert.ok(histograms.entries.some(({ kind }) => kind === "first-byte"));
    assert.deepEqual(workers(), []);
  });

  it("a load sums the figures in response headers over the hops of each sample", async () => {
    await using server = await countingServer((request, response) => {
      response.setHeader("X-Trips", "3");
      if (request.method === "POST") response.writeHead(302, { location: "/" });
      response.end();
    });
    const { result } = await runLoad(smallLoad(server.url, { tallyHeaders: ["X-Trips"] }));
    const mean = (name: string) => result.endpoints.find((each) => each.name === name)!.tallies["x-trips"]!.mean;
    assert.deepEqual([mean("GET /product/:id"), mean("POST /cart")], [3, 6]);
    assert.equal(result.overall.tallies["x-trips"]!.responses, result.overall.ok);
  });

  it("a load continues when its hooks throw, and says what the first one said", async () => {
    await using server = await countingServer();
    let heard = 0;
    const fail = (what: string) => () => {
      heard += 1;
      throw new Error(`${what} failed`);
    };
    const hooks = { onSegment: fail("first"), onSecond: fail("second"), onMergedSecond: fail("third") };
    const { result, hookFailure } = await runLoad(smallLoad(server.url, { workers: 2 }), {
      ...hooks,
      onProgress: fail("last"),
    });
    assert.equal(hookFailure, "first failed");
    assert.ok(heard > 4);
    assert.deepEqual(
      result.reasons.filter(({ code }) => code !== "generator-limited"),
      [],
    );
    assert.deepEqual([result.accounting.sent, result.measuredMs], [server.counts.requests, 1000]);
    assert.deepEqual(workers(), []);
  });

  it("runLoad refuses a bad specification with every problem before it starts anything", async () => {
    const bad = { ...smallLoad("ftp://x"), users: 0, spawnRatePerS: "fast", colour: "red" };
    await assert.rejects(runLoad(bad), (error) => {
      assert.ok(error instanceof LoadError && error.code === "LOAD_SPEC_INVALID");
      for (const part of ["target", '"ftp://x"', "users", "got 0", "spawnRatePerS", '"fast"', "colour"]) {
        assert.ok(error.message.includes(part), `${part} in ${error.message}`);
      }
      return true;
    });
  });

  it("runLoad refuses a host without an address and a signal that is already aborted", async () => {
    await assert.rejects(
      runLoad(smallLoad("http://nobody.invalid/")),
      (error) => error instanceof LoadError && error.code === "LOAD_TARGET_UNRESOLVED",
    );
    await assert.rejects(runLoad(smallLoad("http://127.0.0.1:1/"), { signal: AbortSignal.abort() }), {
      name: "AbortError",
    });
  });

  it("runLoad refuses a scenario whose module calls process.exit, and says where", async () => {
    const scenario = join(folder.path, "exits.mjs");
    await writeFile(scenario, "const a = 1;\nprocess.exit(a);\nexport default {};\n");
    await assert.rejects(runLoad(smallLoad("http://127.0.0.1:1/", { scenario })), (error) => {
      assert.ok(error instanceof LoadError && error.code === "LOAD_SCENARIO_INVALID");
      assert.match(error.message, /exits\.mjs:2:9: process\.exit\(1\) was called\n +process\.exit\(a\);/);
      return true;
    });
  });

  it("the load generator never imports Pulumi or anything outside its package", () => {
    const manifest = JSON.parse(readFileSync(new URL("../../../loadgen/package.json", import.meta.url), "utf8")) as {
      dependencies: Record<string, string>;
    };
    assert.deepEqual(
      Object.keys(manifest.dependencies).filter((name) => name.includes("pulumi")),
      [],
    );
  });
});
