import assert from "node:assert/strict";
import fc from "fast-check";
import {
  firstLine,
  formatElapsed,
  formatSeconds,
  lastLine,
  printable,
  truncate,
} from "../../../engine/display/text.ts";

describe("printed text", () => {
  it("printable text has no control characters except newline and tab", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        // eslint-disable-next-line no-control-regex -- none of them may be there
        assert.doesNotMatch(printable(text), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });

  it("printable characters are kept", () => {
    assert.equal(printable("a\u001b[31mb\u001b[0m\tc\r\nd — 漢字 🚀"), "ab\tc\nd — 漢字 🚀");
  });

  it("a carriage return ends a line, alone or before a line feed", () => {
    assert.equal(printable("a\rb\r\nc\n\rd"), "a\nb\nc\n\nd");
  });

  it("seconds are printed in Go's format", () => {
    const texts = [0, 59, 60, 61, 3599, 3600, 3660, 3723, 90_061].map(formatSeconds);
    assert.deepEqual(texts, ["0s", "59s", "1m0s", "1m1s", "59m59s", "1h0m0s", "1h1m0s", "1h2m3s", "25h1m1s"]);
  });

  it("the first and the last line of a text are those that are not blank", () => {
    assert.equal(lastLine("one\n  two \n\n"), "two");
    assert.equal(firstLine("\n  one \n  two"), "one");
    assert.equal(firstLine("\n \n"), "");
    assert.equal(lastLine("\n \n"), "");
  });

  it("text is truncated to a width", () => {
    assert.equal(truncate("abcdef", 6), "abcdef");
    assert.equal(truncate("abcdef", 4), "abc…");
  });

  const durations: [number, string][] = [
    [0, "0s"],
    [4, "0s"],
    [126, "0.13s"],
    [999, "1s"],
    [1999, "1s"],
    [59_999, "59s"],
    [60_000, "1m00s"],
    [3_725_000, "62m05s"],
  ];
  for (const [durationMs, text] of durations)
    it(`a duration of ${durationMs} ms is printed as ${text}`, () => assert.equal(formatElapsed(durationMs), text));
});
