import assert from "node:assert/strict";
import { LabClock } from "../../../lab/clouds/clock.ts";

describe("the lab's clock in real time", () => {
  it("runs as many times faster as it is told, and knows how long something takes in real time", async () => {
    const clock = new LabClock(0, 10_000);
    assert.ok(Math.abs(clock.realMsUntil(clock.nowMs() + 1_000_000) - 100) < 20);
    await new Promise<void>((resolve) => void clock.at(100_000, resolve));
    assert.ok(clock.nowMs() >= 100_000);
    clock.stop();
  });
});
