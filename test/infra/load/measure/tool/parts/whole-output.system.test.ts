import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Duplex, PassThrough } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import fc from "fast-check";
import { markedScript, wholeOutput } from "../../../../../../infra/load/measure/tool/parts/whole-output.ts";

const MARK = "5e0d-mark";
/** As `execIn`: the input can end before the output. */
const aCommand = (): PassThrough => new PassThrough();
const LOST = new Error("the connection to the pod was lost");

function run(script: string) {
  const child = spawn("sh", ["-c", markedScript(script, MARK)], { stdio: ["pipe", "pipe", "inherit"] });
  const command = Duplex.from({ readable: child.stdout, writable: child.stdin });
  return { ended: once(child, "exit"), output: wholeOutput(command, MARK) };
}

describe("the output of a script in a pod", () => {
  it("is all that was printed before the mark, however it comes, and whatever happens to the connection then", async () => {
    const part = fc.uint8Array({ maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), fc.array(fc.nat(40)), async (parts, cuts) => {
        const printed = Buffer.concat(parts);
        const sent = Buffer.concat([printed, Buffer.from(MARK)]);
        const command = aCommand();
        const read = buffer(wholeOutput(command, MARK));
        const at = [0, ...cuts.filter((cut) => cut < sent.length).sort((a, b) => a - b), sent.length];
        at.slice(1).forEach((end, i) => command.write(sent.subarray(at[i], end)));
        assert.deepEqual(await read, printed);
        command.destroy(LOST);
      }),
    );
  });

  it("is an error if its connection is lost or ends before the mark", async () => {
    const lost = aCommand();
    lost.write("a half");
    setImmediate(() => lost.destroy(LOST));
    await assert.rejects(text(wholeOutput(lost, MARK)), LOST);
    const ended = aCommand();
    ended.end("a half 5e0d");
    await assert.rejects(text(wholeOutput(ended, MARK)), /did not come whole/);
  });

  it("ends the command when it is read or no longer wanted", async () => {
    const { ended, output } = run("printf 'one\\n'; cat; echo two");
    assert.equal(await text(output), "one\ntwo\n");
    assert.deepEqual((await ended)[0], 0);
    const command = aCommand();
    wholeOutput(command, MARK).destroy();
    await once(command, "close");
  });

  it("has no mark if the script fails, whose exit code is the command's", async () => {
    const { ended, output } = run("echo one; exit 3");
    await assert.rejects(text(output));
    assert.deepEqual((await ended)[0], 3);
  });
});
