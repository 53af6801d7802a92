import assert from "node:assert/strict";
import fc from "fast-check";
import { inLines, table } from "../../../../results/report/terminal/table.ts";

describe("tables in a terminal", () => {
  it("a list of names is wrapped in its cell, in order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,40}$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 80 }),
        (names, width) => {
          const lines = inLines(names, width).split("\n");
          assert.equal(lines.join(" "), names.join(", "));
          for (const line of lines) assert.ok(line.length <= width || !line.includes(" "), line);
        },
      ),
    );
    assert.equal(inLines([]), "");
  });

  it("a wrapped cell keeps the other cells beside its first line", () => {
    const rows = [["services", inLines(["cart", "currency"], 10), "server", "edge"]];
    assert.deepEqual(
      table([{ head: "" }, { head: "" }, { head: "a" }, { head: "b" }], rows)
        .split("\n")
        .slice(1),
      ["services  cart,     server  edge", "          currency"],
    );
  });
});
