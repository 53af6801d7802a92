import assert from "node:assert/strict";
import fc from "fast-check";
import { tCdf, tQuantile, tTwoSided } from "../../../results/statistics/student-t.ts";

const close = (seen: number, expected: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(seen - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${seen} is not ${expected}`);

/** The density integrated by Simpson's rule: slow, and nothing like the implementation. */
function naiveCdf(t: number, degreesOfFreedom: number): number {
  const density = (x: number) => (1 + (x * x) / degreesOfFreedom) ** (-(degreesOfFreedom + 1) / 2);
  const simpson = (from: number, to: number, steps: number) => {
    const width = (to - from) / steps;
    let sum = density(from) + density(to);
    for (let step = 1; step < steps; step += 1) sum += density(from + step * width) * (step % 2 === 1 ? 4 : 2);
    return (sum * width) / 3;
  };
  // The tails are folded in by x = 1 / u, so that the whole line is a finite range.
  const folded = (from: number) => {
    const inside = (u: number) => (u === 0 ? 0 : density(1 / u) / (u * u));
    const width = 1 / from / 20_000;
    let sum = inside(0) + inside(1 / from);
    for (let step = 1; step < 20_000; step += 1) sum += inside(step * width) * (step % 2 === 1 ? 4 : 2);
    return (sum * width) / 3;
  };
  const half = simpson(0, 1, 2000) + folded(1);
  const part = t <= 1 ? simpson(0, t, 2000) : half - folded(t);
  return 0.5 + part / (2 * half);
}

describe("Student's t distribution", () => {
  it("t quantiles match the printed tables", () => {
    for (const [degreesOfFreedom, expected] of [
      [1, 12.7062047361747],
      [2, 4.30265272974946],
      [4, 2.77644510519779],
      [10, 2.22813885198627],
      [30, 2.04227245630124],
      [1000, 1.96233908082641],
    ] as const) {
      close(tQuantile(0.975, degreesOfFreedom), expected);
    }
    close(tQuantile(0.95, 8), 1.8595480375228);
    close(tQuantile(0.995, 4), 4.60409487135);
  });

  it("the t distribution agrees with its density integrated numerically, for fractional degrees of freedom too", () => {
    for (const degreesOfFreedom of [1.5, 2.7, 4, 7.3, 20, 61.2]) {
      for (const t of [0.1, 0.5, 1, 2, 3.5, 8]) close(tCdf(t, degreesOfFreedom), naiveCdf(t, degreesOfFreedom), 1e-7);
    }
  });

  it("the t distribution of a quantile is its probability", () => {
    const p = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
    fc.assert(
      fc.property(p, fc.double({ min: 1, max: 500, noNaN: true }), (p, df) => close(tCdf(tQuantile(p, df), df), p)),
    );
  });

  it("the t distribution is symmetric, and its two-sided tail is twice one side", () => {
    const t = fc.double({ min: 0.001, max: 30, noNaN: true });
    fc.assert(
      fc.property(t, fc.double({ min: 1, max: 100, noNaN: true }), (t, df) => {
        close(tCdf(-t, df), 1 - tCdf(t, df), 1e-12);
        close(tTwoSided(t, df), 2 * tCdf(-t, df), 1e-12);
      }),
    );
  });
});
