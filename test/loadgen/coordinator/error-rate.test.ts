import assert from "node:assert/strict";
import fc from "fast-check";
import { ErrorRateWatch } from "../../../loadgen/coordinator/error-rate.ts";

describe("error rate", () => {
  it("ends a load in the first second at whose end a whole window has too many failures", () => {
    const second = fc.nat(20).chain((requests) => fc.nat(requests).map((failures) => ({ requests, failures })));
    fc.assert(
      fc.property(fc.array(second), fc.integer({ min: 1, max: 5 }), (seconds, length) => {
        const watch = new ErrorRateWatch({ share: 0.5, windowMs: length * 1000 });
        seconds.forEach((each, at) => {
          const window = seconds.slice(at + 1 - length, at + 1);
          const total = (of: "requests" | "failures") => window.reduce((sum, one) => sum + one[of], 0);
          const isOver = at + 1 >= length && total("failures") > 0.5 * total("requests");
          assert.equal(watch.add(each) !== null, isOver);
        });
      }),
    );
  });
});
