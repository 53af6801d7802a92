import assert from "node:assert/strict";
import { upperMedian } from "../../base/median.ts";

describe("the upper median", () => {
  it("is one of the values, in whatever order they come, and none of none", () => {
    assert.equal(upperMedian([30, 4, 10]), 10);
    assert.equal(upperMedian([30, 4, 10, 200]), 30);
    assert.equal(upperMedian([7]), 7);
    assert.equal(upperMedian([]), undefined);
  });

  it("leaves the values as they are", () => {
    const values = [3, 1, 2];
    upperMedian(values);
    assert.deepEqual(values, [3, 1, 2]);
  });
});
