import assert from "node:assert/strict";
import fc from "fast-check";
import { axisOf } from "../../../../../results/report/html/figures/axis.ts";

const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 });

describe("the axis of a figure", () => {
  it("values keep their order and stay within the figure", () => {
    fc.assert(
      fc.property(values, (values) => {
        const { at } = axisOf(values);
        const places = values.toSorted((a, b) => a - b).map(at);
        assert.ok(places.every((place) => place >= 0 && place <= 100));
        assert.deepEqual(places, places.toSorted((a, b) => a - b)); // prettier-ignore
      }),
    );
  });

  it("an axis has two to twelve ticks, at round numbers", () => {
    fc.assert(
      fc.property(values, (values) => {
        const { ticks } = axisOf(values);
        assert.ok(ticks.length >= 2 && ticks.length <= 12, String(ticks));
        assert.ok(ticks.every((tick) => tick === 0 || /^[1-9][0-9]?0*$|^0?[1-9][0-9]?$/.test(tick.toExponential().replace(/e.*|\./g, "")))); // prettier-ignore
      }),
    );
  });

  it("values that differ by more than a factor of eight are shown on a logarithmic axis, others from zero", () => {
    assert.equal(axisOf([2, 17]).isLog, true);
    assert.equal(axisOf([2, 16]).isLog, false);
    assert.equal(axisOf([2, 16]).at(0), 0);
    assert.deepEqual(axisOf([3, 1100]).ticks, [10, 100, 1000]);
    assert.deepEqual(axisOf([0, 95]).ticks, [0, 25, 50, 75]);
  });
});
