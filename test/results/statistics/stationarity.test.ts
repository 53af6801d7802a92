import assert from "node:assert/strict";
import fc from "fast-check";
import { stationarity } from "../../../results/statistics/index.ts";
import { Noise } from "../../helpers/noise.ts";

const ramp = (count: number, whole: number) => Array.from({ length: count }, (_, i) => (whole * i) / (count - 1));

describe("stationarity", () => {
  it("ends where a trend is certain and at least 10 %", () => {
    const noise = new Noise(3);
    const noisy = (whole: number) => ramp(20, whole).map((value) => value + 0.01 * noise.normal());
    assert.equal(stationarity(noisy(0.3)).isSteady, false);
    assert.equal(stationarity(noisy(-0.3)).isSteady, false);
    assert.equal(stationarity(noisy(0.05)).isSteady, true, "too small to matter");
    assert.equal(stationarity(noise.normals(20, 0, 0.5)).isSteady, true, "noise has no trend");
  });

  it("finds the size of a trend without noise exactly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 40 }), fc.double({ min: 0.2, max: 2, noNaN: true }), (count, whole) => {
        const { trend, isSteady } = stationarity(ramp(count, whole));
        assert.ok(Math.abs(trend - whole) < 1e-9);
        assert.equal(isSteady, false);
      }),
    );
  });

  it("is lost by chance in few cells, also where neighbours are alike", () => {
    const noise = new Noise(8);
    let lost = 0;
    for (let cell = 0; cell < 1000; cell += 1) {
      let state = noise.normal();
      const blocks = Array.from({ length: 20 }, () => 0.1 * (state = 0.6 * state + 0.8 * noise.normal()));
      if (!stationarity(blocks).isSteady) lost += 1;
    }
    assert.ok(lost <= 40, String(lost));
  });

  it("has the error of independent blocks where they are, and a larger one where neighbours are alike", () => {
    const noise = new Noise(2);
    const meanError = (draw: () => number) => {
      const errors = Array.from({ length: 40 }, () => stationarity(Array.from({ length: 60 }, draw)).standardError);
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    };
    assert.ok(Math.abs(meanError(() => noise.normal()) * Math.sqrt(60) - 1) < 0.15);
    let state = 0;
    const alike = meanError(() => (state = 0.5 * state + Math.sqrt(0.75) * noise.normal()));
    assert.ok(Math.abs((alike * Math.sqrt(60)) / Math.sqrt(3) - 1) < 0.2);
  });
});
