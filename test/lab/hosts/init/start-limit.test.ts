import assert from "node:assert/strict";
import { StartLimit } from "../../../../lab/hosts/init/start-limit.ts";

describe("the limit of starts", () => {
  const settings = { count: 2, intervalMs: 100 };

  it("allows so many starts within the interval, and more when the first are longer ago", () => {
    const limit = new StartLimit();
    assert.deepEqual(
      [0, 10, 20, 101, 102, 111].map((at) => limit.allows(at, settings)),
      [true, true, false, true, false, true],
    );
  });

  it("starts anew after a reset, and an interval of 0 has no limit", () => {
    const limit = new StartLimit();
    for (let at = 0; at < 3; at += 1) limit.allows(at, settings);
    limit.reset();
    assert.equal(limit.allows(4, settings), true);
    for (let at = 5; at < 20; at += 1) assert.equal(limit.allows(at, { count: 2, intervalMs: 0 }), true);
  });
});
