import assert from "node:assert/strict";
import { clockTime, parseDuration } from "../../../loadgen/cli/duration.ts";

describe("durations", () => {
  it("are read as people write them", () => {
    const read = ["90s", "3m", "1h30m", "250ms", "1.5s", "45"].map(parseDuration);
    assert.deepEqual(read, [90_000, 180_000, 5_400_000, 250, 1500, 45_000]);
  });

  it("are refused whole when any part of them is no duration", () => {
    for (const text of ["", "3y", "m", "5 m", "1h30", "-5s", "s3"]) assert.equal(parseDuration(text), null, text);
  });

  it("are shown as minutes and seconds, with hours where there are any", () => {
    assert.deepEqual([0, 65_400, 3_725_000].map(clockTime), ["0:00", "1:05", "1:02:05"]);
  });
});
