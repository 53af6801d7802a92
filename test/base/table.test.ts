import assert from "node:assert/strict";
import fc from "fast-check";
import { table, widthOf, wrapped, type Column } from "../../base/table.ts";

const words = fc.array(fc.stringMatching(/^[a-z]{3,30}$/), { minLength: 1 });

describe("text in lines", () => {
  it("text is broken between words only, and lines are as wide as allowed, unless a single word is wider", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 80 }), (list, width) => {
        const lines = wrapped(list.join(" "), width).split("\n");
        assert.equal(lines.join(" "), list.join(" "));
        for (const line of lines) assert.ok(widthOf(line) <= width || !line.includes(" "), line);
      }),
    );
    assert.equal(wrapped("", 10), "");
  });

  it("a figure stays on one line with its unit and its sign", () => {
    assert.deepEqual(wrapped("p50 +9.99 ms (× 245) at 5 %", 8).split("\n"), ["p50", "+9.99 ms", "(× 245)", "at 5 %"]);
  });

  it("all lines but the first are indented", () => {
    assert.equal(wrapped("one two three", 8, "  "), "one two\n  three");
  });

  it("wide characters and emoji take two columns, accents and colours none", () => {
    assert.deepEqual(
      ["abc", "表", "\u001b[31mx\u001b[39m", "é", "e\u0301", "✅", "▲", "1\u202f234"].map(widthOf),
      [3, 2, 1, 1, 1, 2, 1, 5],
    );
  });
});

describe("tables in a terminal", () => {
  const figure = (head: string, dropped?: number): Column => ({ head, align: "right", dropped });

  it("names are aligned to the left and figures to the right, also beside wide characters", () => {
    assert.equal(
      table(
        [{ head: "" }, figure("p50")],
        [
          ["表", "9 ms"],
          ["all", "10 ms"],
        ],
      ),
      "       p50\n表    9 ms\nall  10 ms",
    );
  });

  it("a cell of several lines keeps the other cells beside its first line", () => {
    const rows = [["services", "cart,\ncurrency", "server", "edge"]];
    assert.deepEqual(
      table([{ head: "" }, { head: "" }, { head: "a" }, { head: "b" }], rows)
        .split("\n")
        .slice(1),
      ["services  cart,     server  edge", "          currency"],
    );
  });

  it("titles stand across all columns, and a table without heads has no line for them", () => {
    assert.equal(table([{ head: "" }], [{ title: "a long title" }, ["x"]]), "a long title\nx");
  });

  it("a table that is too wide loses its least important columns, and no more of them than it must", () => {
    const columns = [{ head: "level" }, figure("value", 2), figure("interval", 1), { head: "verdict" }];
    const rows = [["low", "10 ms", "+1 to +2 %", "worse"]];
    const heads = (widthChars: number) => table(columns, rows, { widthChars }).split("\n")[0]!.split(/ +/);
    assert.deepEqual(heads(40), ["level", "value", "interval", "verdict"]);
    assert.deepEqual(heads(30), ["level", "value", "verdict"]);
    assert.deepEqual(heads(5), ["level", "verdict"]);
  });

  it("long texts of a column that shrinks lose their middle before columns are left out, and more of it afterwards", () => {
    const columns = [{ head: "endpoint", shrinks: true }, figure("requests", 1), figure("rate")];
    const rows = [["GET /a/very/long/name/of/a/product", "12", "3/s"]];
    const at = (widthChars: number) => table(columns, rows, { widthChars }).split("\n").at(-1)!;
    assert.equal(at(40), "GET /a/very/…f/a/product        12   3/s");
    assert.equal(at(30), "GET /a/very/…f/a/product   3/s");
    assert.equal(at(20), "GET /a/…roduct   3/s");
  });

  it("a table is at most as wide as allowed where all of its columns may be left out", () => {
    fc.assert(
      fc.property(fc.array(words, { minLength: 1 }), fc.integer({ min: 10, max: 100 }), (lists, widthChars) => {
        const row = lists.map((list) => list[0]!);
        const columns = [{ head: "x" }, ...row.map((head, i) => ({ head, dropped: i }))];
        for (const line of table(columns, [["x", ...row]], { widthChars }).split("\n"))
          assert.ok(widthOf(line) <= widthChars, line);
      }),
    );
  });
});
