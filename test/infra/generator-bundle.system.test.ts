import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { generatorBundle } from "../../infra/generator-bundle.ts";
import { runLoad, type WorkerSource } from "../../loadgen/index.ts";
import { countingServer } from "../loadgen/helpers/counting-server.ts";
import { temporaryFolder } from "../helpers/temporary.ts";

describe("the load worker as one file", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("the bundle takes at most two thirds of a ConfigMap, and leaves the rest for the user's own scenario", async () => {
    assert.ok((await generatorBundle()).length < (2 / 3) * 2 ** 20);
  });

  it("the bundle alone, in an empty folder, is a worker that measures a load", async () => {
    const file = join(folder.path, "worker.mjs");
    await writeFile(file, await generatorBundle());
    const start = (...args: string[]) =>
      spawn(process.execPath, [file, ...args, join(folder.path, "work")], {
        cwd: folder.path,
        stdio: ["pipe", "pipe", "inherit"],
      });
    const worker = start("serve");
    const source: WorkerSource = {
      place: { name: "bundled" },
      reattachMs: 20_000,
      ended: once(worker, "exit").then(([code]) => `exited with ${code}`),
      open() {
        const { stdin, stdout } = start("attach");
        return Promise.resolve(Duplex.from({ readable: stdout, writable: stdin }));
      },
      kill: () => void worker.kill("SIGKILL"),
    };
    await using server = await countingServer();
    const spec = {
      ...{ model: "closed", scenario: "get", target: server.url, users: 2, spawnRatePerS: 10, calibrationMs: 100 },
      ...{ durationMs: 2000, warmUpMs: 500, thinkTime: { kind: "constant", ms: 20 }, gracefulStopMs: 1000 },
    };
    const { result } = await runLoad(spec, {}, [source]);
    assert.deepEqual([result.status, result.reasons], ["complete", []]);
    assert.equal(result.accounting.ok, server.counts.requests);
  });
});
