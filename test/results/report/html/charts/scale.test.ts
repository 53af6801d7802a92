import assert from "node:assert/strict";
import fc from "fast-check";
import type { Chart } from "../../../../../results/report/html/charts/chart.ts";
import { isWide, position, totals, xScale, yScale } from "../../../../../results/report/html/charts/scale.ts";

const chartOf = (values: (number | null)[], more: Partial<Chart> = {}): Chart => ({
  ...{ id: "c", title: "Latency", unit: "ms", spans: [] },
  lines: [{ label: "local", identity: "side-0", x: values.map((_, at) => at), values }],
  ...more,
});
const positive = fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });

describe("the axes of a chart", () => {
  it("the y axis holds every value, and has two to nine round ticks within its range", () => {
    fc.assert(
      fc.property(positive, fc.boolean(), (values, log) => {
        const scale = yScale(chartOf(values, { log }));
        assert.ok(values.every((value) => value >= scale.low && value <= scale.high));
        assert.ok(scale.ticks.length >= 1 && scale.ticks.length <= 9, `${scale.ticks.length} ticks`);
        for (const { value } of scale.ticks) assert.ok(value >= scale.low && value <= scale.high);
      }),
    );
  });

  it("a logarithmic axis of a single value has ticks", () => {
    assert.deepEqual(
      yScale(chartOf([1.725], { log: true })).ticks.map(({ label }) => label),
      ["1.6", "1.8"],
    );
  });

  it("positions on an axis keep the order of values", () => {
    fc.assert(
      fc.property(positive, fc.boolean(), (values, log) => {
        const scale = yScale(chartOf(values, { log }));
        const places = values.toSorted((a, b) => a - b).map((value) => position(scale, value));
        assert.ok(places.every((place, at) => place >= 0 && place <= 1 && (at === 0 || place >= places[at - 1]!)));
      }),
    );
  });

  it("a linear axis starts at 0, and reaches as far as the chart beside it", () => {
    const { low, high, ticks } = yScale(chartOf([30, 40], { reach: 100 }));
    assert.equal(low, 0);
    assert.ok(high >= 100);
    assert.deepEqual(
      ticks.map(({ label }) => label),
      ["0", "50", "100"],
    );
  });

  it("an axis is logarithmic beyond a ratio of 8", () => {
    assert.deepEqual(
      [[1, 8], [1, 9], [0, 5], [null]].map((values) => isWide(chartOf(values).lines)),
      [false, true, false, false],
    );
  });

  it("a chart without positive values has an axis all the same", () => {
    assert.equal(yScale(chartOf([])).ticks[0]!.label, "0");
    assert.ok(yScale(chartOf([0, null], { log: true })).ticks.length > 0);
  });

  it("an axis of time is labelled in seconds, minutes or hours", () => {
    const labels = (last: number) =>
      xScale(chartOf([], { spans: [{ name: "", from: 0, to: last, look: "measured" }] })).ticks.map(
        ({ label }) => label,
      );
    assert.deepEqual(labels(20), ["0 s", "5 s", "10 s", "15 s", "20 s"]);
    assert.deepEqual(labels(300), ["0 min", "1 min", "2 min", "3 min", "4 min", "5 min"]);
    assert.deepEqual(labels(14_400).at(-1), "4 h");
  });

  it("an axis of percentiles is labelled with nines as far as the data go", () => {
    const line = { label: "local", identity: "side-0", x: [1, 2, 10, 1000], values: [1, 2, 3, 4] };
    const { ticks } = xScale(chartOf([], { xKind: "percentile", lines: [line] }));
    assert.deepEqual(
      ticks.map(({ label }) => label),
      ["p50", "p90", "p99", "p99.9"],
    );
  });

  it("totals add what is there, and are missing where nothing is", () => {
    assert.deepEqual(
      totals([
        [1, null, null],
        [2, 3, null],
      ]),
      [3, 3, null],
    );
  });
});
