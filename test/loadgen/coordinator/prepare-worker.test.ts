import assert from "node:assert/strict";
import fc from "fast-check";
import { offsetOf } from "../../../loadgen/coordinator/prepare-worker.ts";

const delayUs = fc.nat(500_000);

describe("clock offsets", () => {
  it("the true offset lies within the bound, however long and uneven the delays are", () => {
    const trips = fc.array(fc.tuple(delayUs, delayUs, fc.nat(1_000_000)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), trips, (trueUs, readings) => {
        let nowUs = 0;
        const read = readings.map(([outUs, backUs, pauseUs]) => {
          const sentUs = (nowUs += pauseUs);
          const atUs = sentUs + outUs;
          nowUs = atUs + backUs;
          return { sentUs, nowUs: atUs + trueUs, receivedUs: nowUs };
        });
        const { offsetUs, offsetBoundUs } = offsetOf(read);
        assert.ok(Math.abs(offsetUs - trueUs) <= offsetBoundUs);
        assert.equal(offsetBoundUs, Math.min(...readings.map(([outUs, backUs]) => outUs + backUs)) / 2);
      }),
    );
  });
});
