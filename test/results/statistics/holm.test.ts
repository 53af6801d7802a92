import assert from "node:assert/strict";
import fc from "fast-check";
import { holm } from "../../../results/statistics/index.ts";
import { Noise } from "../../helpers/noise.ts";

/** Holm's procedure as the books state it: go through them in order and stop at the first that fails. */
function rejected(ps: number[], level: number): boolean[] {
  const result = ps.map(() => false);
  const order = ps.map((_, index) => index).sort((one, other) => ps[one]! - ps[other]!);
  for (const [rank, index] of order.entries()) {
    if (ps[index]! > level / (ps.length - rank)) break;
    result[index] = true;
  }
  return result;
}

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
const small = fc.array(fc.double({ min: 0, max: 0.06, noNaN: true }), { minLength: 1, maxLength: 8 });

describe("Holm's correction", () => {
  it("Holm's correction rejects what the step-down procedure rejects", () => {
    fc.assert(
      fc.property(fc.oneof(probabilities, small), (ps) => {
        const corrected = holm(ps, 0.05);
        assert.deepEqual(
          corrected.map(({ p }) => p <= 0.05),
          rejected(ps, 0.05),
        );
      }),
    );
  });

  it("Holm's correction gives intervals that exclude 0 exactly where it rejects", () => {
    fc.assert(
      fc.property(fc.oneof(probabilities, small), (ps) => {
        for (const [index, { p, confidence }] of holm(ps, 0.05).entries()) {
          fc.pre(Math.abs(ps[index]! - (1 - confidence)) > 1e-9);
          assert.equal(p <= 0.05, ps[index]! < 1 - confidence);
        }
      }),
    );
  });

  it("Holm's correction keeps the order of p values, between no correction and Bonferroni's", () => {
    fc.assert(
      fc.property(probabilities, (ps) => {
        const corrected = holm(ps).map(({ p }) => p);
        for (const [index, p] of corrected.entries()) {
          assert.ok(p >= ps[index]! && p <= Math.min(1, ps.length * ps[index]!));
          for (const [other, q] of corrected.entries()) if (ps[index]! < ps[other]!) assert.ok(p <= q);
        }
      }),
    );
  });

  it("Holm's correction of one question changes nothing", () => {
    assert.deepEqual(holm([0.03]), [{ p: 0.03, confidence: 0.95 }]);
  });

  it("Holm's correction keeps the family-wise error rate at its level", () => {
    const noise = new Noise(3);
    let alarms = 0;
    const families = 5000;
    for (let family = 0; family < families; family += 1) {
      const ps = Array.from({ length: 6 }, () => noise.uniform());
      if (holm(ps).some(({ p }) => p <= 0.05)) alarms += 1;
    }
    assert.ok(alarms / families < 0.06 && alarms / families > 0.04, `${alarms / families}`);
  });
});
