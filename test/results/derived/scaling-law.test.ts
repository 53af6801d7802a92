import assert from "node:assert/strict";
import fc from "fast-check";
import { fitScalingLaw, throughputAt } from "../../../results/derived/scaling-law.ts";
import { Noise } from "../../helpers/noise.ts";

const loads = [1, 2, 4, 8, 16, 32, 64];
const point = (load: number, ratePerS: number) => ({ load, ratePerS, p95Ms: null });

describe("the Universal Scalability Law", () => {
  it("the fit recovers the coefficients of exact data", () => {
    const coefficient = (max: number) => fc.double({ min: 0, max, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        coefficient(0.3),
        coefficient(0.005),
        (lambda, sigma, kappa) => {
          const law = fitScalingLaw(loads.map((load) => point(load, throughputAt(load, { lambda, sigma, kappa }))));
          assert.ok(law.fitted);
          assert.ok(law.worstResidual < 0.005, `${law.worstResidual}`);
          assert.ok(Math.abs(law.sigma.value - sigma) < 0.01, `${law.sigma.value} for ${sigma}`);
          assert.ok(Math.abs(law.kappa.value - kappa) < 3e-4, `${law.kappa.value} for ${kappa}`);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("the interval of contention covers the true value in most noisy cases", () => {
    const random = new Noise(3);
    const truth = { lambda: 100, sigma: 0.05, kappa: 0.0005 };
    const repeated = [...loads, ...loads, ...loads];
    const hits = Array.from({ length: 40 }, () => {
      const law = fitScalingLaw(
        repeated.map((load) => point(load, throughputAt(load, truth) * (1 + 0.03 * random.normal()))),
      );
      return law.fitted && law.sigma.low <= truth.sigma && truth.sigma <= law.sigma.high;
    });
    assert.ok(hits.filter(Boolean).length >= 32, `${hits.filter(Boolean).length} of 40`);
  });

  it("the maximum is where throughput is highest, and missing without coherence", () => {
    const law = fitScalingLaw(
      loads.map((load) => point(load, throughputAt(load, { lambda: 10, sigma: 0.1, kappa: 0.001 }))),
    );
    assert.ok(law.fitted && law.peak);
    assert.ok(Math.abs(law.peak.load - Math.sqrt(0.9 / 0.001)) < 1);
    const linear = fitScalingLaw(loads.map((load) => point(load, 10 * load)));
    assert.ok(linear.fitted);
    assert.equal(linear.peak, null);
  });

  it("too few loads are not fitted, however many repeats", () => {
    const law = fitScalingLaw([1, 2, 3, 1, 2, 3, 1, 2, 3].map((load) => point(load, load)));
    assert.deepEqual(law, { fitted: false, reason: "3 different loads; at least 5 are needed" });
  });

  it("the fit is deterministic", () => {
    const points = loads.map((load, index) => point(load, 10 * load ** 0.8 * (1 + index / 100)));
    assert.deepEqual(fitScalingLaw(points), fitScalingLaw(points));
  });
});
