import assert from "node:assert/strict";
import { counted } from "../../base/counted.ts";

describe("a number with its noun", () => {
  it("only one is singular", () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, "cell")),
      ["0 cells", "1 cell", "2 cells"],
    );
    assert.equal(counted(2, "entry", "entries"), "2 entries");
  });
});
