import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { PassThrough, Writable } from "node:stream";
import { outliveReaders } from "../../../engine/commands/io.ts";

describe("streams of a command", () => {
  const failing = (code: string) =>
    new Writable({ write: (_, __, done) => done(Object.assign(new Error(`${code}: broken`), { code })) });

  /** What stderr says after a write to stdout fails. */
  async function saidAfter(code: string): Promise<string> {
    const [stdout, stderr] = [failing(code), new PassThrough()];
    outliveReaders(stdout, stderr);
    stdout.write("x");
    await setImmediate();
    return String((stderr.read() as Buffer | null) ?? "");
  }

  const exits = process.listeners("exit");
  afterEach(() => {
    for (const listener of process.listeners("exit")) if (!exits.includes(listener)) process.off("exit", listener);
  });

  it("a reader that has gone and a closed terminal are ignored", async () => {
    assert.deepEqual([await saidAfter("EPIPE"), await saidAfter("EIO")], ["", ""]);
    assert.equal(process.listeners("exit").length, exits.length);
  });

  it("an output that cannot be written for another reason is named on stderr, and the process does not exit with 0", async () => {
    assert.equal(await saidAfter("ENOSPC"), "The output could not be written to stdout: ENOSPC: broken.\n");
    const [listener] = process.listeners("exit").filter((each) => !exits.includes(each));
    const before = process.exitCode;
    try {
      process.exitCode = 0;
      listener!.call(process, 0);
      assert.equal(process.exitCode, 1);
    } finally {
      process.exitCode = before;
    }
  });
});
