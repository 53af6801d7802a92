import assert from "node:assert/strict";
import { isUnicode, terminalWidth, toAscii } from "../../base/terminal.ts";

describe("the width of a terminal", () => {
  it("COLUMNS comes before the terminal's own width, where it is a width", () => {
    const terminal = { isTTY: true, columns: 100 };
    assert.deepEqual(
      ["60", "0", "-1", "wide", "", undefined].map((COLUMNS) => terminalWidth(terminal, { COLUMNS })),
      [60, 100, 100, 100, 100, 100],
    );
  });

  it("files and pipes have no width, unless COLUMNS says one, nor have terminals that do not know theirs", () => {
    assert.equal(terminalWidth({ columns: 80 }, {}), undefined);
    assert.equal(terminalWidth({}, { COLUMNS: "60" }), 60);
    assert.equal(terminalWidth({ isTTY: true, columns: 0 }, {}), undefined);
  });
});

describe("signs on terminals without Unicode", () => {
  it("the locale is that of LC_ALL, LC_CTYPE or LANG, in this order, and has Unicode where none is set", () => {
    assert.deepEqual(
      [
        {},
        { LANG: "C" },
        { LANG: "en_US.UTF-8" },
        { LANG: "C.utf8", LC_ALL: "C" },
        { LC_CTYPE: "de_DE.ISO-8859-1" },
      ].map(isUnicode),
      [true, false, true, false, false],
    );
  });

  it("a sign and what stands for it are equally wide, so that columns stay aligned", () => {
    const text = "0 → 11.6  −3 %  × 12  ±5 %  ≥ $0.40  ▲ worse  ✓ passed  1\u202f234  –";
    assert.equal(toAscii(text), "0 ->11.6  -3 %  x 12 +-5 %  >=$0.40  ^ worse  + passed  1 234  -");
    assert.equal(toAscii(text).length, text.length);
  });
});
