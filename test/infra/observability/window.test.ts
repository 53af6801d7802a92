import assert from "node:assert/strict";
import fc from "fast-check";
import { counterOver, gaugeOver, rateOver, type Point } from "../../../infra/observability/window.ts";

const points = (...values: [at: number, value: number][]): Point[] => values.map(([at, value]) => ({ at, value }));

describe("values over a window", () => {
  it("a counter's increase is interpolated linearly between scrapes at the window's edges", () => {
    const series = points([0, 0], [1000, 10], [2000, 30]);
    assert.deepEqual(counterOver(series, { from: 500, to: 1500 }, "why"), { total: 15, perS: 15 });
  });

  it("a counter that did not change has an increase of 0, not null", () => {
    assert.deepEqual(counterOver(points([0, 7], [2000, 7]), { from: 0, to: 2000 }, "why"), { total: 0, perS: 0 });
  });

  it("a counter is null with a reason without points, with one point, and too far from any point", () => {
    const nothing = { total: null, perS: null, reason: "why" };
    assert.deepEqual(counterOver([], { from: 0, to: 1000 }, "why"), nothing);
    assert.deepEqual(counterOver(points([0, 1]), { from: 0, to: 1000 }, "why"), nothing);
    assert.deepEqual(counterOver(points([0, 1], [1000, 2]), { from: 0, to: 10_000 }, "why"), nothing);
    assert.deepEqual(gaugeOver(points([5000, 1]), { from: 0, to: 1000 }, 1, "why"), {
      avg: null,
      max: null,
      reason: "why",
    });
  });

  it("a value over an empty window is null", () => {
    const { total, reason } = counterOver(points([0, 1], [1000, 2]), { from: 500, to: 500 }, "why");
    assert.deepEqual([total, reason], [null, "nothing was measured"]);
  });

  it("a rate has the average of the whole window and the maximum of its parts, both scaled", () => {
    const series = points([0, 0], [1000, 1], [2000, 3], [3000, 3]);
    const { avg, max } = rateOver(series, { from: 0, to: 3000 }, 100, "why");
    assert.deepEqual([avg, max], [100, 200]);
  });

  it("a gauge is averaged over the scrapes in the window", () => {
    const series = points([0, 100], [1000, 2], [2000, 4], [3000, 100]);
    assert.deepEqual(gaugeOver(series, { from: 1000, to: 2000 }, 1, "why"), { avg: 3, max: 4 });
  });

  it("increases of adjacent windows add up", () => {
    const steps = fc.array(fc.nat(1000), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(steps, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (increases, share) => {
        let value = 0;
        const series = increases.map((increase, i): Point => ({ at: i * 1000, value: (value += increase) }));
        const to = (series.length - 1) * 1000;
        const middle = to * share;
        const [left, right, whole] = [
          counterOver(series, { from: 0, to: middle }, ""),
          counterOver(series, { from: middle, to }, ""),
          counterOver(series, { from: 0, to }, ""),
        ];
        assert.ok(Math.abs(left.total! + right.total! - whole.total!) < 1e-6);
      }),
    );
  });
});
