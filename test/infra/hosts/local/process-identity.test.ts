import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { findByArgument, isAlive, startTicks } from "../../../../infra/hosts/local/process-identity.ts";

describe("the identity of a process", () => {
  it("is its pid together with its start time", () => {
    const ticks = startTicks(process.pid);
    assert.ok(ticks);
    assert.equal(isAlive({ pid: process.pid, startTicks: ticks }), true);
    assert.equal(isAlive({ pid: process.pid, startTicks: "1" }), false);
  });

  it("is gone with the process", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const identity = { pid: child.pid!, startTicks: startTicks(child.pid!)! };
    assert.equal(isAlive(identity), true);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(isAlive(identity), false);
  });

  it("is found by an argument that only this process was given", async () => {
    const argument = `stackmark-test-${process.pid}-${Math.random()}`;
    assert.equal(findByArgument(argument), undefined);
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", argument], { stdio: "ignore" });
    try {
      await once(child, "spawn");
      assert.equal(findByArgument(argument)?.pid, child.pid);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });
});
