import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { RunningOperation } from "../../../lab/faults/operation.ts";

const LIMIT_MS = 60_000;

class FakeCommand extends EventEmitter {
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly signals: string[] = [];

  kill(signal: string): boolean {
    this.signals.push(signal);
    return true;
  }
}

const start = (limitMs = LIMIT_MS) => {
  const command = new FakeCommand();
  return { command, operation: new RunningOperation(command as unknown as ChildProcess, limitMs) };
};

describe("a running command of the operator", () => {
  it("is as far as it has printed lines, to either output", async () => {
    const { command, operation } = start();
    command.stdout.write("one\ntwo\n");
    command.stderr.write("three\n");
    await operation.until(0.3, { lines: 10 });
    assert.equal(operation.hasEnded, false);
    command.emit("exit", 0, null);
    assert.equal((await operation.ended).output, "one\ntwo\nthree\n");
  });

  it("what never comes is not waited for after its end", async () => {
    const { command, operation } = start();
    command.emit("exit", 1, null);
    await operation.until(1, { lines: 100 });
    await operation.until(1, { ms: LIMIT_MS });
    await operation.within(LIMIT_MS);
    assert.equal((await operation.ended).exitCode, 1);
  });

  it("ends with the exit code that a shell shows if a signal ended it, and is not sent others", async () => {
    const { command, operation } = start();
    assert.equal(operation.signal("SIGKILL"), true);
    command.emit("exit", null, "SIGKILL");
    assert.equal((await operation.ended).exitCode, 137);
    assert.equal(operation.signal("SIGINT"), false);
    assert.deepEqual(command.signals, ["SIGKILL"]);
  });

  it("is killed at its limit, and says so", async () => {
    const { command, operation } = start(1);
    while (command.signals.length === 0) await new Promise(setImmediate);
    command.emit("exit", null, "SIGKILL");
    assert.equal((await operation.ended).isOverdue, true);
  });
});
