import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Writable } from "node:stream";
import { outliveReaders } from "../../../engine/commands/io.ts";

describe("streams of a command", () => {
  it("a closed pipe is ignored, and other errors of a stream are thrown", async () => {
    const closed = new Writable({ write: (_, __, done) => done(Object.assign(new Error(), { code: "EPIPE" })) });
    outliveReaders(closed);
    closed.write("x");
    await setImmediate();
    assert.equal(closed.errored?.message, "");
    const [listener] = closed.listeners("error") as ((error: Error) => void)[];
    assert.throws(() => listener?.(Object.assign(new Error("full"), { code: "ENOSPC" })), /full/);
  });
});
