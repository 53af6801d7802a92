import assert from "node:assert/strict";
import fc from "fast-check";
import {
  KNOWN_VARIANCE,
  differenceOf,
  interval,
  paired,
  pooledDegrees,
  welch,
} from "../../../results/statistics/index.ts";
import { tCdf } from "../../../results/statistics/student-t.ts";
import { Noise } from "../../helpers/noise.ts";

const close = (seen: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(seen - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${seen} is not ${expected}`);

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 12 });

describe("Welch's estimate", () => {
  it("Welch's estimate matches the formulas computed by hand", () => {
    // Means 2 and 5, variances 1 and 4: squared error 1/3 + 4/3, degrees of freedom (5/3)^2 / (1/18 + 16/18).
    const estimate = welch([1, 2, 3], [3, 5, 7]);
    assert.ok(estimate);
    close(estimate.difference, 3);
    close(estimate.standardError, Math.sqrt(5 / 3));
    close(estimate.degreesOfFreedom, 25 / 9 / (17 / 18));
    close(estimate.p, 2 * tCdf(-3 / Math.sqrt(5 / 3), 50 / 17));
  });

  it("Welch's estimate changes only its sign when the sides are exchanged", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const [there, back] = [welch(a, b), welch(b, a)];
        close(there!.difference, -back!.difference, 1e-6);
        close(there!.standardError, back!.standardError, 1e-6);
        close(there!.p, back!.p, 1e-6);
      }),
    );
  });

  it("Welch's estimate of logarithms does not depend on the unit", () => {
    const latency = fc.array(fc.double({ min: 0.1, max: 1000, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(latency, latency, fc.double({ min: 0.001, max: 1000, noNaN: true }), (a, b, factor) => {
        const logs = (list: number[], by = 1) => list.map((value) => Math.log(value * by));
        const [plain, scaled] = [welch(logs(a), logs(b))!, welch(logs(a, factor), logs(b, factor))!];
        assert.ok(Math.abs(plain.difference - scaled.difference) < 1e-9);
        assert.ok(Math.abs(plain.standardError - scaled.standardError) < 1e-7);
      }),
    );
  });

  it("the interval excludes 0 exactly where p is below its complement", () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom(0.9, 0.95, 0.99), (a, b, confidence) => {
        const estimate = welch(a, b)!;
        fc.pre(Math.abs(estimate.p - (1 - confidence)) > 1e-9);
        const { low, high } = interval(estimate, confidence);
        assert.equal(low > 0 || high < 0, estimate.p < 1 - confidence);
      }),
    );
  });

  it("there is no estimate from one cell per side", () => {
    assert.equal(welch([1], [2, 3, 4]), null);
    assert.equal(paired([1], [2]), null);
  });

  it("Welch's interval covers the true difference in 95 % of simulated experiments, with unequal variances too", () => {
    const noise = new Noise(7);
    for (const [na, nb, sdB] of [
      [5, 5, 1],
      [10, 10, 3],
      [5, 10, 2],
    ] as const) {
      let covered = 0;
      const experiments = 4000;
      for (let experiment = 0; experiment < experiments; experiment += 1) {
        const estimate = welch(noise.normals(na), noise.normals(nb, 0.5, sdB))!;
        const { low, high } = interval(estimate, 0.95);
        if (low <= 0.5 && 0.5 <= high) covered += 1;
      }
      const share = covered / experiments;
      assert.ok(share > 0.935 && share < 0.965, `${share} for ${na} and ${nb} repeats`);
    }
  });
});

describe("the paired estimate", () => {
  it("the paired estimate is not affected by drift in both sides", () => {
    const noise = new Noise(11);
    const drift = Array.from({ length: 10 }, (_, index) => index * 5);
    const a = drift.map((value) => value + 0.1 * noise.normal());
    const b = drift.map((value) => value + 1 + 0.1 * noise.normal());
    assert.ok(paired(a, b)!.p < 1e-6);
    assert.ok(welch(a, b)!.p > 0.5);
  });

  it("the paired estimate is Welch's of the differences against zero", () => {
    fc.assert(
      fc.property(values, (a) => {
        const b = a.map((value, index) => value + index + 1);
        const estimate = paired(a, b)!;
        close(estimate.difference, (a.length + 1) / 2, 1e-6);
        assert.equal(estimate.degreesOfFreedom, a.length - 1);
      }),
    );
  });

  it("the paired estimate needs equally many values on both sides", () => {
    assert.equal(paired([1, 2, 3], [1, 2]), null);
  });
});

describe("the difference of two uncertain values", () => {
  it("a known variance makes the interval that of the normal distribution", () => {
    const known = (value: number) => ({ value, variance: 0.5, degreesOfFreedom: KNOWN_VARIANCE });
    const estimate = differenceOf(known(1), known(2));
    close(estimate.standardError, 1);
    close(interval(estimate, 0.95).high, 1 + 1.959964, 1e-5);
    close(interval(estimate, 0.99).high, 1 + 2.575829, 1e-5);
    close(estimate.p, 0.3173105, 1e-5);
  });

  it("a known part of a variance raises its degrees of freedom, never lowers them", () => {
    const df = fc.integer({ min: 1, max: 50 });
    const part = fc.double({ min: 0.001, max: 10, noNaN: true });
    fc.assert(
      fc.property(part, part, df, (estimated, known, degreesOfFreedom) => {
        const pooled = pooledDegrees([
          { variance: estimated, degreesOfFreedom },
          { variance: known, degreesOfFreedom: KNOWN_VARIANCE },
        ]);
        assert.ok(pooled >= degreesOfFreedom && pooled <= KNOWN_VARIANCE * 1.001, String(pooled));
      }),
    );
  });
});
