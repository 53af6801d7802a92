import assert from "node:assert/strict";
import { restartDelayMs } from "../../../../lab/storefront/supervisor/back-off.ts";

describe("the back-off of restarts", () => {
  it("doubles from a tenth of a second up to five", () => {
    assert.deepEqual([1, 2, 3, 6, 7, 8, 2000].map(restartDelayMs), [100, 200, 400, 3200, 5000, 5000, 5000]);
  });
});
