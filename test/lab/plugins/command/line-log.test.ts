import assert from "node:assert/strict";
import fc from "fast-check";
import { LineLog } from "../../../../lab/plugins/command/line-log.ts";

function linesOf(chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const log = new LineLog((line) => lines.push(line));
  for (const chunk of chunks) log.push(Buffer.from(chunk));
  log.end();
  return lines;
}

describe("logged lines of a command", () => {
  it("do not depend on where the output was cut", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n") })), (chunks) => {
        const lines = chunks.join("").split("\n");
        if (lines.at(-1) === "") lines.pop();
        assert.deepEqual(linesOf(chunks), lines);
      }),
    );
  });

  it("end without their carriage return", () => {
    assert.deepEqual(linesOf(["a\r\nb\rc\r\n"]), ["a", "b\rc"]);
  });

  it("of 64 KiB stop the real plugin for ever, and are an error here", () => {
    assert.deepEqual(linesOf(["x".repeat(65_535)]), ["x".repeat(65_535)]);
    assert.throws(() => linesOf(["x".repeat(65_536)]), /more than 65535 bytes/);
  });
});
