import assert from "node:assert/strict";
import { confidencePct, intervalText } from "../../../results/compare/interval-text.ts";

describe("intervals in words", () => {
  const text = (low: number, high: number, scale: "log" | "points" = "log") =>
    intervalText({ interval: { low, high }, scale });

  it("bounds share their unit, and both are factors if one of them is tenfold", () => {
    assert.equal(text(0.03, 0.08), "+3 to +8 %");
    assert.equal(text(-0.0925, 0.102), "−9.25 to +10.2 %");
    assert.equal(text(2.38, 19.6), "× 3.38 to × 20.6");
    assert.equal(text(10.6, 49.3), "× 11.6 to × 50.3");
    assert.equal(text(-1.5, 1.5, "points"), "−1.50 to +1.50 points");
    assert.equal(text(0, 1.5, "points"), "0 to +1.50 points");
  });

  it("confidence is rounded down to half a percent", () => {
    assert.deepEqual(
      [0.95, 0.975, 0.9875, 0.99, 1 - 0.05 / 6].map((confidence) => confidencePct({ confidence })),
      [95, 97.5, 98.5, 99, 99],
    );
  });
});
