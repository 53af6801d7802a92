/** Loads from workers that are no children of the coordinator: their streams break, they die, and their own files remain. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runLoad, type WorkerSource } from "../../../loadgen/index.ts";
import { MEASURED_FILE, SOCKET_FILE, type FromWorker } from "../../../loadgen/worker/protocol.ts";
import { assertSum, messagesIn } from "../../helpers/workers-own-files.ts";
import { countingServer } from "../helpers/counting-server.ts";

const REMOTE = fileURLToPath(new URL("../../../loadgen/worker/remote.ts", import.meta.url));

interface Remote extends WorkerSource {
  folder: string;
  child: ChildProcess;
  /** Cuts its stream; no new one can be opened for this time. */
  cut(forMs: number): void;
}

/**
 * A worker process of its own, reached by its socket as a relay on its machine would.
 * @param shell what runs its words. Default: nothing stands between
 */
function remote(folder: string, name: string, shell: readonly string[] = []): Remote {
  const [command, ...args] = [...shell, process.execPath, REMOTE, "serve", folder];
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  let socket: Socket | undefined;
  let cutUntilMs = 0;
  return {
    ...{ folder, child, place: { name, region: "near" }, reattachMs: 20_000 },
    ended: once(child, "exit").then(([code, signal]) =>
      signal === null ? `exited with ${code}` : `died by ${signal}`,
    ),
    async open() {
      if (performance.now() < cutUntilMs) throw new Error("the link is cut");
      socket = connect(join(folder, SOCKET_FILE));
      await once(socket, "connect");
      return socket;
    },
    cut(forMs) {
      cutUntilMs = performance.now() + forMs;
      socket?.destroy();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

const messagesOf = async ({ folder }: Remote): Promise<FromWorker[]> =>
  messagesIn(await readFile(join(folder, MEASURED_FILE), "utf8"));

const load = (target: string) => ({
  ...{ model: "closed", scenario: "get", target, users: 12, spawnRatePerS: 12, calibrationMs: 200 },
  ...{ durationMs: 5000, warmUpMs: 1000, thinkTime: { kind: "constant", ms: 20 }, gracefulStopMs: 1000 },
});

describe("workers that are reached by streams", function () {
  this.timeout(120_000);
  let folder: string;
  let workers: Remote[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pool-"));
    workers = [0, 1, 2].map((index) => remote(join(folder, `${index}`), `eu-${index + 1}`));
  });

  afterEach(async () => {
    for (const { child } of workers) child.kill("SIGKILL");
    await Promise.all(workers.map(({ ended }) => ended));
    await rm(folder, { recursive: true });
  });

  it("the merged result equals the sum of the workers' own files and the target's count, though streams broke", async () => {
    await using server = await countingServer();
    const outcome = await runLoad(
      load(server.url),
      {
        onSecond: ({ atMs }) => {
          if (atMs === 1000) workers[1]!.cut(1500);
          if (atMs === 2000) workers[0]!.cut(0);
        },
      },
      workers,
    );
    const { result } = outcome;
    // Three workers and their target share the cores of this machine with other tests.
    const reasons = result.reasons.filter(({ code }) => code !== "generator-limited");
    assert.deepEqual(reasons, []);
    assertSum(outcome, await Promise.all(workers.map(messagesOf)));
    assert.equal(result.accounting.ok, server.counts.requests);
    assert.deepEqual(
      result.generator.pool!.map(({ name, reattached }) => [name, reattached]),
      [
        ["eu-1", 1],
        ["eu-2", 1],
        ["eu-3", 0],
      ],
    );
    assert.equal(
      result.generator.pool!.reduce((sum, { requests }) => sum + requests, 0),
      server.counts.requests,
    );
    for (const { rttMs, clock, region } of result.generator.pool!) {
      assert.ok(rttMs.before!.samples === 20 && rttMs.after!.samples === 20 && region === "near");
      assert.ok(clock.boundMs > 0);
    }
    assert.deepEqual([result.vantage.rttMs!.samples, result.vantage.rttAfterMs!.samples], [60, 60]);
  });

  it("a load that is stopped while a worker cannot be reached is invalid, because that worker goes on", async () => {
    await using server = await countingServer();
    const stop = new AbortController();
    const { result } = await runLoad(
      { ...load(server.url), durationMs: 60_000 },
      {
        signal: stop.signal,
        onSecond({ atMs }) {
          if (atMs !== 2000) return;
          workers[1]!.cut(4000);
          stop.abort();
        },
      },
      workers,
    );
    assert.equal(result.status, "invalid");
    const late = result.reasons.find(({ code }) => code === "worker-late");
    assert.match(
      late!.message,
      /^The stop came too late at eu-2, which went on for [\d.]+ s: the load was longer there\.$/,
    );
    assert.equal(result.accounting.ok + result.accounting.aborted, result.accounting.sent);
  });

  it("each of two workers that are killed together is named", async () => {
    await using server = await countingServer();
    const { result } = await runLoad(
      load(server.url),
      {
        onSecond({ atMs }) {
          if (atMs === 2000) for (const { child } of workers.slice(0, 2)) child.kill("SIGKILL");
        },
      },
      workers,
    );
    const lost = result.reasons.filter(({ code }) => code === "worker-lost").map(({ message }) => message);
    assert.deepEqual(lost.sort(), [
      "Worker eu-1: it died by SIGKILL, and did not finish.",
      "Worker eu-2: it died by SIGKILL, and did not finish.",
    ]);
  });

  it("workers are ended if their load is refused or stopped before it begins", async () => {
    const [refused, stopped] = [workers.slice(0, 1), workers.slice(1)];
    await assert.rejects(runLoad({ ...load("http://127.0.0.1"), users: -1 }, {}, refused), {
      code: "LOAD_SPEC_INVALID",
    });
    const signal = AbortSignal.abort(new Error("stopped"));
    await assert.rejects(runLoad(load("http://127.0.0.1"), { signal }, stopped), /^Error: stopped$/);
    for (const { ended } of workers) assert.equal(await ended, "died by SIGKILL");
  });

  it("a worker whose disk is full goes on, because the coordinator has what it measured", async () => {
    await using server = await countingServer();
    // No file may become longer than 4 KiB.
    const full = remote(join(folder, "full"), "eu-4", ["sh", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "sh"]);
    const { result } = await runLoad(load(server.url), {}, [full]);
    assert.deepEqual(
      result.reasons.filter(({ code }) => code !== "generator-limited"),
      [],
    );
    assert.equal(result.accounting.ok, server.counts.requests);
    assert.equal((await stat(join(folder, "full", MEASURED_FILE))).size, 4096);
  });

  it("a worker that is killed makes the result invalid, and what it had sent is kept", async () => {
    await using server = await countingServer();
    const outcome = await runLoad(
      load(server.url),
      { onSecond: ({ atMs }) => void (atMs === 2000 && workers[2]!.child.kill("SIGKILL")) },
      workers,
    );
    const { result } = outcome;
    assert.deepEqual([result.status, result.reasons[0]!.code], ["invalid", "worker-lost"]);
    assert.match(result.reasons[0]!.message, /^Worker eu-3: it died by SIGKILL, and did not finish\.$/);
    assert.ok(result.generator.pool![2]!.requests > 0);
    // A request that was under way has ended at the target, and not at the worker.
    assert.ok(result.accounting.ok + result.accounting.aborted <= server.counts.requests);
  });
});
