import assert from "node:assert/strict";
import fc from "fast-check";
import { TimerQueue } from "../../../loadgen/schedule/timer-queue.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

describe("timer queue", () => {
  it("the timer queue releases every entry at its time, in order, equal times in order of arrival", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async (dues) => {
        const clock = new VirtualClock();
        const list = new TimerQueue(clock);
        const released: [due: number, order: number, atUs: number][] = [];
        dues.forEach((due, order) => list.add(due, () => released.push([due, order, clock.nowUs()])));
        await clock.advanceTo(100);
        const expected = dues.map((due, order) => [due, order, due]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
        assert.deepEqual(released, expected);
        assert.deepEqual([list.size, clock.timers], [0, 0]);
      }),
      { numRuns: 50 },
    );
  });

  it("the timer queue uses one timer for any number of entries", () => {
    const clock = new VirtualClock();
    const list = new TimerQueue(clock);
    for (let due = 1000; due > 0; due -= 1) list.add(due, () => undefined);
    assert.equal(clock.timers, 1);
  });

  it("the timer queue accepts entries that an action adds, including those due at once", async () => {
    const clock = new VirtualClock();
    const list = new TimerQueue(clock);
    const seen: string[] = [];
    list.add(5, () => {
      seen.push("first");
      list.add(0, () => seen.push("overdue"));
      list.add(9, () => seen.push("later"));
    });
    await clock.advanceTo(8);
    assert.deepEqual(seen, ["first", "overdue"]);
    await clock.advanceTo(9);
    assert.deepEqual(seen, ["first", "overdue", "later"]);
  });

  it("a cleared timer queue releases nothing", async () => {
    const clock = new VirtualClock();
    const list = new TimerQueue(clock);
    list.add(5, () => assert.fail("released"));
    list.clear();
    await clock.advanceTo(10);
    assert.equal(clock.timers, 0);
  });
});
