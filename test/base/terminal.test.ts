import assert from "node:assert/strict";
import { terminalWidth } from "../../base/terminal.ts";

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
