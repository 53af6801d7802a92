import assert from "node:assert/strict";
import fc from "fast-check";
import { printableLine } from "../../base/printable.ts";
import { difference, number, quantity, ratio, withoutFigures } from "../../base/format.ts";

describe("figures", () => {
  it("texts that differ in figures only are equal without them", () => {
    const [one, other] = [12.5, 1_234_567].map((ms) => withoutFigures(`late by ${number(ms)} ms`));
    assert.deepEqual([one, other], ["late by 0 ms", "late by 0 ms"]);
  });

  it("a number is shown with at least three significant digits", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (value) => {
        const shown = Number(number(value).replace(/\u202f/g, ""));
        assert.ok(Math.abs(shown - value) <= 0.0051 * value, `${value} is shown as ${shown}`);
      }),
    );
  });

  it("a quantity is shown with its unit, and bytes with a binary prefix", () => {
    assert.deepEqual(
      [quantity(12.345, "ms"), quantity(0, "bytes/s"), quantity(1536, "bytes"), quantity(3 * 2 ** 20, "bytes/s")],
      ["12.3 ms", "0 B/s", "1.50 KiB", "3 MiB/s"],
    );
    assert.equal(quantity(null, "ms"), "–");
    assert.equal(number(1234567), "1\u202f234\u202f567");
  });

  it("a difference is shown with its sign, and that of percentages in points", () => {
    assert.deepEqual(
      [difference(1.5, "ms"), difference(-1.5, "ms"), difference(0, "ms"), difference(2, "%")],
      ["+1.50 ms", "−1.50 ms", "0 ms", "+2 points"],
    );
  });

  it("a value that rounds to 0 at six decimals is shown as 0 without a sign", () => {
    assert.deepEqual([number(1e-9), number(-1e-9), difference(1e-9, "ms"), ratio(-1e-12)], ["0", "0", "0 ms", "0 %"]);
  });

  it("a ratio is shown in percent, and as a factor from tenfold", () => {
    assert.deepEqual(
      [ratio(0.05), ratio(-0.5), ratio(0.00656), ratio(0.00001), ratio(30), ratio(0), ratio(null)],
      ["+5 %", "−50 %", "+0.66 %", "0 %", "× 31", "0 %", "–"],
    );
  });

  it("hostile text is shown without its control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(printableLine(`${text}\u001b[2J\u202e`), /[\u0000-\u001f\u007f-\u009f\u202e]/);
      }),
    );
  });
});
