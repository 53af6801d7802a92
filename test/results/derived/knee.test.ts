import assert from "node:assert/strict";
import fc from "fast-check";
import { findKnee } from "../../../results/derived/knee.ts";
import { Noise } from "../../helpers/noise.ts";

const point = (load: number, ratePerS: number) => ({ load, ratePerS, p95Ms: null });
const loads = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

describe("the knee of a stress run", () => {
  it("the knee is where throughput stops growing with load", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 25, max: 85, noNaN: true }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (at, slope) => {
          const knee = findKnee(loads.map((load) => point(load, slope * Math.min(load, at))));
          assert.ok(knee.found);
          assert.ok(Math.abs(knee.load - at) < 1, `${knee.load} for ${at}`);
          assert.ok(knee.low <= knee.load && knee.load <= knee.high);
        },
      ),
    );
  });

  it("the interval of the knee covers it in most cases under noise of 2 %", () => {
    const random = new Noise(7);
    const hits = Array.from({ length: 100 }, () => {
      const knee = findKnee(loads.map((load) => point(load, 5 * Math.min(load, 60) * (1 + 0.02 * random.normal()))));
      return knee.found && knee.low <= 60 && 60 <= knee.high;
    });
    assert.ok(hits.filter(Boolean).length >= 85, `${hits.filter(Boolean).length} of 100`);
  });

  it("a straight line, even a noisy one, has no knee, with the reason", () => {
    const random = new Noise(11);
    const found = Array.from({ length: 100 }, () =>
      findKnee(loads.map((load) => point(load, 5 * load * (1 + 0.02 * random.normal())))),
    );
    assert.ok(found.filter((knee) => knee.found).length <= 5);
    const knee = findKnee(loads.map((load) => point(load, 5 * load)));
    assert.match(knee.found ? "" : knee.reason, /one straight line fits as well/);
  });

  it("throughput that bends upwards or has too few loads has no knee", () => {
    const up = findKnee(loads.map((load) => point(load, load + 5 * Math.max(0, load - 50))));
    assert.match(up.found ? "" : up.reason, /does not flatten/);
    const few = findKnee([point(1, 1), point(2, 2), point(3, 2)]);
    assert.match(few.found ? "" : few.reason, /3 different loads; at least 5 are needed/);
  });
});
