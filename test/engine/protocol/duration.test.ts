import assert from "node:assert/strict";
import { parseDuration } from "../../../engine/protocol/duration.ts";

describe("durations of custom timeouts", () => {
  it("are seconds, in every unit that Go writes", () => {
    assert.equal(parseDuration("90s"), 90);
    assert.equal(parseDuration("1h30m"), 5400);
    assert.equal(parseDuration("1.5m"), 90);
    assert.equal(parseDuration("250ms"), 0.25);
  });

  it("that are none are refused", () => {
    for (const text of ["", "5", "m", "5 m", "5x", "-"]) assert.throws(() => parseDuration(text), /is not a duration/);
  });
});
