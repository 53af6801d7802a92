import assert from "node:assert/strict";
import fc from "fast-check";
import { build } from "hdr-histogram-js";
import {
  COUNTER_COUNT,
  highestValueAt,
  indexOf,
  LARGEST_VALUE,
  lowestValueAt,
} from "../../../loadgen/histogram/index.ts";

const reference = build({
  bitBucketSize: 8,
  autoResize: false,
  lowestDiscernibleValue: 1,
  highestTrackableValue: LARGEST_VALUE,
  numberOfSignificantValueDigits: 3,
  useWebAssembly: false,
});
const countsArrayIndex = (value: number) =>
  (reference as unknown as { countsArrayIndex(value: number): number }).countsArrayIndex(value);

const anyValue = fc.integer({ min: 1, max: LARGEST_VALUE });

describe("histogram layout", () => {
  it("the layout has as many counters as hdr-histogram-js for its range at three digits", () => {
    assert.equal(COUNTER_COUNT, (reference as unknown as { countsArrayLength: number }).countsArrayLength);
  });

  it("the layout holds the longest timeout of a request", () => {
    const weekUs = 7 * 24 * 3600 * 1e6;
    assert.ok(LARGEST_VALUE > weekUs);
  });

  it("the layout puts every value where hdr-histogram-js puts it", () => {
    for (let value = 0; value <= 70_000; value += 1) assert.equal(indexOf(value), countsArrayIndex(value));
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: 0, max: 2 ** 32 }), anyValue), (value) => {
        assert.equal(indexOf(value), countsArrayIndex(value));
      }),
      { numRuns: 5000 },
    );
  });

  it("a value's counter changes exactly at the counter's bounds, up to the last counter", () => {
    for (let index = 0; index < COUNTER_COUNT; index += 1) {
      assert.equal(indexOf(lowestValueAt(index)), index);
      assert.equal(indexOf(highestValueAt(index)), index);
      if (index > 0) assert.equal(lowestValueAt(index), highestValueAt(index - 1) + 1);
    }
    assert.equal(highestValueAt(COUNTER_COUNT - 1), LARGEST_VALUE);
  });

  it("the layout keeps three significant digits of each value", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const index = indexOf(value);
        assert.ok(highestValueAt(index) - lowestValueAt(index) <= value / 1000);
      }),
    );
  });
});
