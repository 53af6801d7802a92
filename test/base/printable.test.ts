import assert from "node:assert/strict";
import fc from "fast-check";
import { printable, printableLine } from "../../base/printable.ts";

/** Control characters (but tab and line feed), bidirectional controls, and separators of lines and paragraphs. */
const isUnprintable = (character: string): boolean =>
  (/\p{Cc}/u.test(character) && character !== "\t" && character !== "\n") ||
  /\p{Bidi_Control}|\p{Zl}|\p{Zp}/u.test(character);

/** Any text, with many unprintable characters. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCodePoint(code)),
    fc.integer({ min: 0x2000, max: 0x206f }).map((code) => String.fromCodePoint(code)),
    fc.constantFrom("\u061c", "\u001b[31m", "\u001b]0;title\u0007", "\r\n", "\u2028", "\u2029", "\u202e"),
  ),
  maxLength: 60,
});

describe("printable text", () => {
  it("printable replaces every unprintable character of any text", () => {
    fc.assert(
      fc.property(text, (given) => {
        assert.deepEqual([...printable(given)].filter(isUnprintable), []);
        assert.doesNotMatch(printableLine(given), /[\t\n]/);
        assert.deepEqual([...printableLine(given)].filter(isUnprintable), []);
      }),
      { numRuns: 1000 },
    );
  });

  it("printable keeps every other character", () => {
    fc.assert(
      fc.property(text, (given) => {
        const kept = (all: string) => [...all].filter((each) => !isUnprintable(each) && each !== "\ufffd").join("");
        assert.equal(kept(printable(given)), kept(given));
      }),
    );
    const plain = "Grüße, 你好 👋🏽 - \t tab\nand line";
    assert.equal(printable(plain), plain);
  });

  it("printable keeps characters without a width, such as the joiners of emoji and scripts", () => {
    for (const plain of ["👩‍👧", "می‌خواهم", "a\u00adb", "\u200b\u2060\ufeff"]) assert.equal(printable(plain), plain);
  });

  it("escape sequences lose the character that starts them", () => {
    assert.equal(printable("a\u001b[31mb\u009b2Jc"), "a\ufffd[31mb\ufffd2Jc");
  });

  it("NUL, carriage returns and deletes cannot hide text", () => {
    assert.equal(printable("a\u0000b\rc\u007fd\be", "?"), "a?b?c?d?e");
  });

  it("bidirectional controls cannot reorder text", () => {
    for (const control of ["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"])
      assert.equal(printable(`a${control}b`, ""), "ab");
  });

  it("printableLine puts lines, separators and runs of controls on one line, each as one space", () => {
    assert.equal(printableLine("a\r\n\tb\u2028c\u2029d\u0000\u0000e"), "a b c d e");
  });
});
