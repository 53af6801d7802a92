import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { LoadError, runLoad, type Progress, type Second } from "../../../loadgen/index.ts";
import { Random } from "../../../base/random.ts";
import { cellSchema, secondSchema } from "../../../loadgen/schema/index.ts";
import { countingServer } from "../helpers/counting-server.ts";
import { closedPort, onRequest, rawServer } from "../helpers/raw-server.ts";

const specFor = (target: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: "closed",
  scenario: "boutique",
  target,
  users: 20,
  spawnRatePerS: 100,
  durationMs: 1500,
  warmUpMs: 500,
  thinkTimeScale: 0.01,
  gracefulStopMs: 2000,
  ...more,
});

/** Processes that this one started and that still run the worker's file. */
function workers(): number[] {
  const listed = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  return listed
    .split("\n")
    .filter((line) => line.includes("loadgen/worker/main"))
    .map((line) => Number.parseInt(line, 10));
}

describe("runLoad", function () {
  this.timeout(30_000);

  it("a load's counts equal the server's, its result fits the schema, and no process is left running", async () => {
    await using server = await countingServer();
    const seconds: Second[] = [];
    const progress: Progress[] = [];
    const segments: string[] = [];
    const { result, histograms } = await runLoad(specFor(server.url, { workers: 2 }), {
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
    const { result } = await runLoad(specFor(server.url, { tallyHeaders: ["X-Trips"] }));
    const mean = (name: string) => result.endpoints.find((each) => each.name === name)!.tallies["x-trips"]!.mean;
    assert.deepEqual([mean("GET /product/:id"), mean("POST /cart")], [3, 6]);
    assert.equal(result.overall.tallies["x-trips"]!.responses, result.overall.ok);
  });

  it("a load is invalid when nothing answers, and names the class of the failure", async () => {
    const { result } = await runLoad(specFor(`http://127.0.0.1:${await closedPort()}/`));
    assert.equal(result.status, "invalid");
    assert.ok(result.reasons.some(({ code }) => code === "targets-down"));
    assert.deepEqual([...new Set(result.errors.map((error) => error.class))], ["refused"]);
    assert.equal(result.vantage.rttMs, null);
    assert.deepEqual([result.overall.latencyMs.p50, result.overall.ok], [null, 0]);
  });

  it("a load counts bursts of errors separately and stays complete", async () => {
    await using server = await countingServer((_, response, number) => {
      response.statusCode = number % 10 === 0 ? 503 : 200;
      response.end();
    });
    const { result } = await runLoad(specFor(server.url));
    assert.notEqual(result.status, "partial");
    assert.ok(result.errors.every((error) => error.class === "http-5xx" && error.message === "HTTP 503"));
    assert.equal(result.accounting.failed, server.counts.requests - server.counts.ok);
  });

  it("each sample of a redirect loop fails as redirect-loop, and the load ends in time", async () => {
    await using server = await countingServer((_, response) => response.writeHead(302, { location: "/" }).end());
    const { result } = await runLoad(specFor(server.url));
    assert.deepEqual([...new Set(result.errors.map((error) => error.class))], ["redirect-loop"]);
    assert.deepEqual([result.accounting.ok, result.accounting.inFlightAtEnd], [0, 0]);
    assert.ok(server.counts.requests > 10 * result.accounting.failed, "each sample is of many hops");
  });

  it("a load opens a new connection where the server closed an idle one; failed requests are idle-socket races", async () => {
    await using server = await rawServer((socket, number) => {
      const random = new Random(1, number);
      onRequest(socket, () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
        if (random.next() < 0.3) setTimeout(() => socket.end(), random.next() * 20);
      });
    });
    const { result } = await runLoad(specFor(server.url));
    const { sent, ok, failed } = result.accounting;
    assert.deepEqual([ok + failed, result.accounting.audits.filter(({ holds }) => !holds)], [sent, []]);
    assert.ok(result.errors.every((error) => error.class === "idle-race"));
    assert.ok(ok > sent / 2 && server.accepted() > 20, `${ok} of ${sent} ok by ${server.accepted()} connections`);
  });

  it("a stopped load ends within its second of grace, keeps what it measured and is partial", async () => {
    await using server = await countingServer();
    const stop = new AbortController();
    const begun = Date.now();
    const { result } = await runLoad(specFor(server.url, { durationMs: 60_000 }), {
      signal: stop.signal,
      onSecond: ({ atMs }) => {
        if (atMs === 2000) stop.abort();
      },
    });
    assert.ok(Date.now() - begun < 20_000);
    // A busy machine may pause the generator for a twentieth of so short a load.
    const reasons = result.reasons.map(({ code }) => code).filter((code) => code !== "generator-limited");
    assert.deepEqual(reasons, ["stopped"]);
    assert.equal(result.status, result.generator.limited ? "invalid" : "partial");
    assert.ok(result.measuredMs >= 1500 && result.measuredMs < 10_000);
    assert.equal(result.segments.at(-1)!.endMs, 500 + result.measuredMs);
    assert.ok(result.overall.requests > 0);
  });

  it("a stopped load cuts a hanging request and counts it as aborted", async () => {
    await using server = await countingServer(() => undefined);
    const stop = new AbortController();
    const { result } = await runLoad(specFor(server.url, { durationMs: 60_000 }), {
      signal: stop.signal,
      onSecond: () => stop.abort(),
    });
    assert.deepEqual([result.accounting.aborted, result.accounting.inFlightAtEnd], [20, 0]);
    assert.deepEqual(
      result.errors.map((error) => error.class),
      ["aborted"],
    );
  });

  it("a load whose worker dies is invalid and keeps what was measured", async () => {
    await using server = await countingServer();
    let killed = false;
    const { result } = await runLoad(specFor(server.url, { workers: 2, durationMs: 60_000 }), {
      onSecond: ({ atMs }) => {
        if (atMs < 2000 || killed) return;
        killed = true;
        process.kill(workers()[0]!, "SIGKILL");
      },
    });
    assert.equal(result.status, "invalid");
    assert.deepEqual(
      result.reasons.filter(({ code }) => code !== "generator-limited").map(({ code }) => code),
      ["worker-lost"],
    );
    assert.match(result.reasons.find(({ code }) => code === "worker-lost")!.message, /SIGKILL/);
    assert.ok(result.overall.ok > 0);
    assert.deepEqual(workers(), []);
  });

  it("a load whose worker is stopped for a second is invalid, and says for how long the generator stood still", async () => {
    await using server = await countingServer();
    const pauses: Promise<void>[] = [];
    const pause = async (pid: number) => {
      process.kill(pid, "SIGSTOP");
      await delay(1000);
      process.kill(pid, "SIGCONT");
    };
    const { result } = await runLoad(specFor(server.url, { durationMs: 3000 }), {
      onSecond: ({ atMs }) => {
        if (atMs === 1000) pauses.push(...workers().map(pause));
      },
    });
    await Promise.all(pauses);
    assert.equal(result.status, "invalid");
    const [reason] = result.generator.reasons;
    assert.match(reason!, /^paused: the generator stood still for \d+ ms/);
    const stoppedMs = Number(/for (\d+) ms of it the process did not run/.exec(reason!)?.[1]);
    assert.ok(stoppedMs > 800 && stoppedMs < 2500, reason);
  });

  it("a load continues when its hooks throw, and says what the first one said", async () => {
    await using server = await countingServer();
    let heard = 0;
    const fail = (what: string) => () => {
      heard += 1;
      throw new Error(`${what} failed`);
    };
    const hooks = { onSegment: fail("first"), onSecond: fail("second"), onMergedSecond: fail("third") };
    const { result, hookFailure } = await runLoad(specFor(server.url, { workers: 2 }), {
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
    const bad = { ...specFor("ftp://x"), users: 0, spawnRatePerS: "fast", colour: "red" };
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
      runLoad(specFor("http://nobody.invalid/")),
      (error) => error instanceof LoadError && error.code === "LOAD_TARGET_UNRESOLVED",
    );
    await assert.rejects(runLoad(specFor("http://127.0.0.1:1/"), { signal: AbortSignal.abort() }), {
      name: "AbortError",
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
