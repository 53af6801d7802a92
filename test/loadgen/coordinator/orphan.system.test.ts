import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { countingServer } from "../helpers/counting-server.ts";

const runner = fileURLToPath(new URL("../../../bench/load/ours.mjs", import.meta.url));

describe("a coordinator that is killed", function () {
  this.timeout(30_000);

  it("a killed coordinator takes its workers with it, and the load ends", async () => {
    const begun = Promise.withResolvers<void>();
    await using server = await countingServer((_, response) => {
      begun.resolve();
      response.end();
    });
    const child = spawn(process.execPath, [runner, server.url, "--think", "50ms", "-d", "5m"], { stdio: "ignore" });
    const ended = once(child, "exit");
    await Promise.race([begun.promise, ended.then(() => assert.fail("the load ended before it sent a request"))]);
    child.kill("SIGKILL");
    await ended;
    // The worker notices by the end of its input; then its sockets close and no request comes any more.
    let before = -1;
    for (let round = 0; round < 50 && server.counts.requests !== before; round += 1) {
      before = server.counts.requests;
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    assert.equal(server.counts.requests, before);
  });
});
