import assert from "node:assert/strict";
import fc from "fast-check";
import { perSecond, short, thin } from "../../../../../results/report/html/charts/series.ts";

describe("series for plots", () => {
  it("perSecond gives a counter's increase per second, with gaps at missing readings and restarts", () => {
    assert.deepEqual(perSecond([0, 1000, 3000, 4000, 5000, 6000], [10, 20, 50, null, 70, 5]), [
      null,
      10,
      15,
      null,
      null,
      null,
    ]);
  });

  it("perSecond gives no rate between readings less than 100 ms apart", () => {
    assert.deepEqual(perSecond([0, 1000, 1020], [0, 10, 20]), [null, 10, null]);
  });

  it("rates from perSecond add up to the counter's whole increase", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2 }), fc.integer({ min: 100, max: 5000 }), (steps, interval) => {
        let total = 0;
        const counter = steps.map((step) => (total += step));
        const at = steps.map((_, index) => index * interval);
        const sum = perSecond(at, counter).reduce<number>((all, rate) => all + (rate ?? 0) * (interval / 1000), 0);
        assert.ok(Math.abs(sum - (counter.at(-1)! - counter[0]!)) < 1e-6);
      }),
    );
  });

  it("thinning keeps the maximum or the mean of the values that it merges", () => {
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 1000 })), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 10 }), (points, step) => {
        const worst = thin(points, step, "worst");
        assert.equal(worst.length, Math.ceil(points.length / step));
        const numbers = points.filter((value) => value !== null);
        assert.equal(Math.max(-1, ...worst.filter((value) => value !== null)), Math.max(-1, ...numbers));
        for (const [index, mean] of thin(points, step, "mean").entries()) {
          const part = points.slice(index * step, (index + 1) * step).filter((value) => value !== null);
          if (part.length === 0) assert.equal(mean, null);
          else assert.ok(Math.abs(mean! * part.length - part.reduce((sum, value) => sum + value, 0)) < 1e-9);
        }
      }),
    );
  });

  it("short rounds values to four significant digits", () => {
    assert.deepEqual([short(1234.567), short(0.00012344), short(null), short(NaN)], [1235, 0.0001234, null, null]);
  });
});
