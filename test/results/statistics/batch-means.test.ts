import assert from "node:assert/strict";
import fc from "fast-check";
import { mean, withinCellError } from "../../../results/statistics/index.ts";
import { tQuantile } from "../../../results/statistics/student-t.ts";
import { Noise } from "../../helpers/noise.ts";

/** A process whose parts are each like the one before by this share; standard deviation 1. */
function autoregressive(noise: Noise, parts: number, alike: number): number[] {
  let state = noise.normal();
  return Array.from({ length: parts }, () => (state = alike * state + Math.sqrt(1 - alike * alike) * noise.normal()));
}

describe("the precision of a cell from its blocks", () => {
  it("the error of a cell's mean is that of independent values where its parts are not correlated", () => {
    const parts = [1, -1, 1, -1, 1, -1, 1, -1, 1, -1];
    const found = withinCellError([parts])!;
    assert.ok(Math.abs(found.standardError - Math.sqrt(10 / 9 / 10)) < 1e-12);
    assert.ok(Math.abs(found.halfWidth - found.standardError * tQuantile(0.975, 9)) < 1e-12);
  });

  for (const alike of [0, 0.3, 0.6])
    it(`the interval covers a cell's long-run mean about as often as stated, with a correlation of ${alike}`, () => {
      const noise = new Noise(7);
      const rounds = 2000;
      let [held, known] = [0, 0];
      for (let round = 0; round < rounds; round += 1) {
        const cells = Array.from({ length: 5 }, () => autoregressive(noise, 20, alike));
        const found = withinCellError(cells);
        if (!found) continue;
        known += 1;
        if (Math.abs(mean(cells[0]!)) <= found.halfWidth) held += 1;
      }
      assert.ok(known > 0.6 * rounds, String(known));
      assert.ok(held / known > 0.9 && held / known < 0.985, String(held / known));
    });

  it("the error within cells scales with the values and does not depend on their level", () => {
    const series = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(series, fc.integer({ min: -9, max: 9 }), (parts, shift) => {
        const [one, moved] = [withinCellError([parts]), withinCellError([parts.map((part) => 4 * part + shift)])];
        fc.pre(one !== null && moved !== null);
        assert.ok(Math.abs(moved.halfWidth - 4 * one.halfWidth) <= 1e-6 * (1 + one.halfWidth));
      }),
    );
  });

  it("the error within cells is unknown for too few parts or drift", () => {
    assert.equal(withinCellError([]), null);
    assert.equal(withinCellError([[1, -1, 1, -1, 1, -1, 1]]), null);
    assert.equal(withinCellError([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]), null);
  });
});
