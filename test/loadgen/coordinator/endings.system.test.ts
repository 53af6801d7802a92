import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { runLoad } from "../../../loadgen/index.ts";
import { countingServer } from "../helpers/counting-server.ts";
import { smallLoad, workers } from "../helpers/small-load.ts";

describe("ends of loads", function () {
  this.timeout(30_000);

  it("a stopped load ends within its second of grace, keeps what it measured and is partial", async () => {
    await using server = await countingServer();
    const stop = new AbortController();
    const begun = Date.now();
    const { result } = await runLoad(smallLoad(server.url, { durationMs: 60_000 }), {
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
    const { result } = await runLoad(smallLoad(server.url, { durationMs: 60_000 }), {
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
    const { result } = await runLoad(smallLoad(server.url, { workers: 2, durationMs: 60_000 }), {
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
    // Rates are over the time for which the load ran, and not over the minute that was planned.
    assert.ok(result.measuredMs >= 1500 && result.measuredMs < 20_000, `${result.measuredMs} ms`);
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
    const { result } = await runLoad(smallLoad(server.url, { durationMs: 3000 }), {
      onSecond: ({ atMs }) => {
        if (atMs === 1000) pauses.push(...workers().map(pause));
      },
    });
    await Promise.all(pauses);
    assert.equal(result.status, "invalid");
    // Without the spaces between thousands.
    const reason = result.generator.reasons[0]?.replaceAll(/(?<=\d)\s(?=\d{3})/g, "");
    assert.match(reason!, /^paused: the generator stood still for \d+ ms/);
    const stoppedMs = Number(/for (\d+) ms of it the process did not run/.exec(reason!)?.[1]);
    assert.ok(stoppedMs > 800 && stoppedMs < 2500, reason);
  });
});
