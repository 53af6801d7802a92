import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { LabClock } from "../../../lab/clouds/clock.ts";

describe("the lab's clock", () => {
  it("when put forward, calls what is due in the order of time, and the rest later", () => {
    const clock = new LabClock(1000, 0);
    const rung: string[] = [];
    clock.at(1300, () => rung.push("late"));
    clock.at(1100, () => rung.push("early"));
    clock.at(2000, () => rung.push("next"));
    const cancelled = clock.at(1200, () => rung.push("cancelled"));
    cancelled.cancel();
    clock.advance(500);
    assert.deepEqual([rung, clock.nowMs()], [["early", "late"], 1500]);
    clock.advance(500);
    assert.deepEqual(rung, ["early", "late", "next"]);
  });

  it("stands still at speed 0, but calls what is due already", async () => {
    const clock = new LabClock(1000, 0);
    const rung: number[] = [];
    clock.at(900, () => rung.push(clock.nowMs()));
    clock.at(1001, () => assert.fail("not yet"));
    for (let turn = 0; turn < 1000 && rung.length === 0; turn += 1) await setImmediate();
    assert.deepEqual(rung, [1000]);
    clock.stop();
  });

  it("an alarm that sets another one that is due is followed by it at once", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 }), (times) => {
        const clock = new LabClock(0, 0);
        const rung: number[] = [];
        for (const time of times) clock.at(time, () => void (rung.push(time), clock.at(time, () => rung.push(time))));
        clock.advance(100);
        assert.equal(rung.length, times.length * 2);
        assert.deepEqual(
          rung,
          [...rung].sort((a, b) => a - b),
        );
      }),
    );
  });
});
