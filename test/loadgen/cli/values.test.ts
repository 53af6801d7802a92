import assert from "node:assert/strict";
import { formatClock } from "../../../base/duration.ts";
import { time } from "../../../loadgen/cli/values.ts";

describe("values of options", () => {
  it("a duration is read as people write it, and a bare number as seconds", () => {
    const read = ["90s", "3m", "1h30m", "250ms", "1.5s", "45"].map(time);
    assert.deepEqual(read, [90_000, 180_000, 5_400_000, 250, 1500, 45_000]);
  });

  it("a text that is no duration as a whole stays text", () => {
    for (const text of ["", "3y", "m", "5 m", "1h30", "-5s", "s3"]) assert.equal(time(text), text);
  });

  it("times are shown as minutes and seconds, with hours where needed", () => {
    assert.deepEqual([0, 65_400, 3_725_000].map(formatClock), ["0:00", "1:05", "1:02:05"]);
  });
});
