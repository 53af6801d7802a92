import assert from "node:assert/strict";
import fc from "fast-check";
import { DueQueue } from "../../../lab/wan/due-queue.ts";

describe("DueQueue", () => {
  it("actions run in order of due time, then of arrival, as from a sorted list", () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ push: fc.integer({ min: 0, max: 50 }) }),
        fc.record({ runUntil: fc.integer({ min: 0, max: 50 }) }),
      ),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const queue = new DueQueue();
        let waiting: { due: number; id: number }[] = [];
        const ran: number[] = [];
        const expected: number[] = [];
        for (const [id, step] of all.entries()) {
          if ("push" in step) {
            queue.push(step.push, () => ran.push(id));
            waiting.push({ due: step.push, id });
          } else {
            queue.runDue(step.runUntil);
            const due = waiting.filter((entry) => entry.due <= step.runUntil);
            expected.push(...due.toSorted((a, b) => a.due - b.due || a.id - b.id).map((entry) => entry.id));
            waiting = waiting.filter((entry) => entry.due > step.runUntil);
          }
          assert.equal(queue.nextDueMs, Math.min(Infinity, ...waiting.map((entry) => entry.due)));
        }
        assert.deepEqual(ran, expected);
      }),
    );
  });

  it("an action that another one adds runs if it is already due", () => {
    const queue = new DueQueue();
    const ran: string[] = [];
    queue.push(1, () => {
      ran.push("first");
      queue.push(1, () => ran.push("second"));
    });
    queue.runDue(1);
    assert.deepEqual(ran, ["first", "second"]);
  });
});
