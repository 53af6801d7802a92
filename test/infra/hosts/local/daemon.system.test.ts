import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTicks } from "../../../../base/process-identity.ts";
import { findByArgument, isAlive } from "../../../../infra/hosts/local/daemon.ts";

describe("the identity of a process", () => {
  it("a process is identified by its pid and its start time", () => {
    const ticks = startTicks(process.pid);
    assert.ok(ticks);
    assert.equal(isAlive({ pid: process.pid, startTicks: ticks }), true);
    assert.equal(isAlive({ pid: process.pid, startTicks: "1" }), false);
  });

  it("the identity of an ended process is not alive", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const identity = { pid: child.pid!, startTicks: startTicks(child.pid!)! };
    assert.equal(isAlive(identity), true);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(isAlive(identity), false);
  });

  it("a process is found by its script and the argument that follows it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stackmark-identity-"));
    const script = join(folder, "daemon.mjs");
    writeFileSync(script, "setInterval(() => {}, 1000)");
    const argument = join(folder, "start.json");
    assert.equal(findByArgument("/daemon.mjs", argument), undefined);
    const child = spawn(process.execPath, [script, argument], { stdio: "ignore" });
    try {
      await once(child, "spawn");
      assert.equal(findByArgument("/daemon.mjs", argument)?.pid, child.pid);
      assert.equal(findByArgument("/other.mjs", argument), undefined);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
      rmSync(folder, { recursive: true });
    }
  });

  it("a process that only has the argument elsewhere is not found", async () => {
    const argument = `stackmark-test-${process.pid}-${Math.random()}`;
    for (const given of [[argument], ["/daemon.mjs", "--quiet", argument], [argument, "/daemon.mjs"]]) {
      const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", ...given], { stdio: "ignore" });
      try {
        await once(child, "spawn");
        assert.equal(findByArgument("/daemon.mjs", argument), undefined);
      } finally {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
    }
  });
});
