import assert from "node:assert/strict";
import fc from "fast-check";
import type { Chart } from "../../../../../results/report/html/charts/chart.ts";
import { drawing, path } from "../../../../../results/report/html/charts/drawing.ts";

const chart: Chart = {
  ...{ id: "c", title: "Rate", unit: "req/s" },
  lines: [
    { label: "local", identity: "side-0", x: [0, 1, 2, 3], values: [10, 20, null, 10] },
    { label: "local · repeat 2", identity: "side-0", x: [0, 1], values: [5, 5], look: "faint" },
  ],
  spans: [
    { name: "warm-up", from: 0, to: 1, look: "unmeasured" },
    { name: "a long name of a span", from: 1, to: 1.1, look: "spike" },
  ],
};

describe("the drawing of a chart", () => {
  it("a path leads through exactly its points", () => {
    const place = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 600 }));
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 30 }), (points) => {
        const numbers = [...path(points).matchAll(/-?\d+/g)].map(Number);
        let at = [0, 0];
        const walked = points.map(
          (_, index) => (at = [at[0]! + numbers[2 * index]!, at[1]! + numbers[2 * index + 1]!]),
        );
        assert.deepEqual(walked, points);
      }),
    );
  });

  it("a line breaks where a value is missing, and a single point is a dot", () => {
    const [, line] = [...drawing(chart).text.matchAll(/class="line side-0 [^"]*" d="([^"]*)"/g)].map(([, d]) => d!);
    assert.match(line!, /^M0 \d+l\d+-\d+M1000 \d+h0$/);
    assert.match(drawing(chart).text, /class="line dots side-0" d="M1000 \d+h0"/);
  });

  it("faint repeats are drawn behind strong lines", () => {
    const { text } = drawing(chart);
    assert.ok(text.indexOf('class="line side-0 faint"') < text.indexOf('class="line side-0 "'));
  });

  it("spans are shaded, and named where the name fits", () => {
    const text = drawing(chart).text.replace(/\s+/g, " ");
    assert.match(text, /<rect class="unmeasured" x="0%" width="33.33%"/);
    assert.match(text, /<rect class="spike"/);
    assert.match(text, /<text class="span [a-z]*"[^>]*>warm-up</);
    assert.doesNotMatch(text, /a long name/);
  });

  it("stacked lines are areas that begin at the top of those below them", () => {
    const lines = ["cart", "frontend"].map((label, at) => ({
      label,
      identity: `service-${at}`,
      x: [0, 1],
      values: [1, 1],
    }));
    const { text } = drawing({ ...chart, spans: [], stacked: true, lines });
    const [low, high] = [...text.matchAll(/class="area service-\d" d="M0 (\d+)l1000 0 0 (\d+)-1000 0z"/g)];
    assert.equal(Number(low![1]) + Number(low![2]), 600);
    assert.equal(Number(high![1]) + Number(high![2]), Number(low![1]));
  });
});
