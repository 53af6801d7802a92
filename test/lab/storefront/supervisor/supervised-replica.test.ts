import assert from "node:assert/strict";
import { restartDelayMs } from "../../../../lab/storefront/supervisor/supervised-replica.ts";

describe("supervised replicas", () => {
  it("the delay of a restart doubles from 0.1 s up to 5 s", () => {
    assert.deepEqual([1, 2, 3, 6, 7, 8, 2000].map(restartDelayMs), [100, 200, 400, 3200, 5000, 5000, 5000]);
  });
});
