import assert from "node:assert/strict";
import fc from "fast-check";
import { Pacer } from "../../../loadgen/schedule/pacer.ts";
import { LateClock } from "../helpers/late-clock.ts";
import type { VirtualClock } from "../helpers/virtual-clock.ts";

const gaps = fc.array(fc.oneof(fc.nat(400), fc.nat(20_000)), { minLength: 1, maxLength: 12 });

/** Releases times that lie `gapsUs` apart and returns when each was. */
async function paced(gapsUs: readonly number[], clock: VirtualClock, spin: boolean) {
  let sum = 0;
  const due = gapsUs.map((gap) => (sum += gap));
  const released: { dueUs: number; nowUs: number }[] = [];
  let ends = 0;
  const rest = [...due];
  new Pacer(clock, spin).run(
    () => rest.shift(),
    (dueUs, nowUs) => released.push({ dueUs, nowUs }),
    () => (ends += 1),
  );
  await clock.advanceTo(sum + 10_000);
  return { due, released, ends };
}

describe("pacer", () => {
  for (const spin of [false, true]) {
    it(`the pacer releases each time once, in order, never early, and ends once (${spin ? "spinning" : "by timers"})`, async () => {
      await fc.assert(
        fc.asyncProperty(gaps, fc.nat(2000), async (gapsUs, lateUs) => {
          const { due, released, ends } = await paced(gapsUs, new LateClock(() => lateUs), spin);
          assert.deepEqual(
            released.map(({ dueUs }) => dueUs),
            due,
          );
          assert.ok(released.every(({ dueUs, nowUs }) => nowUs >= dueUs && nowUs <= dueUs + Math.max(lateUs, 50)));
          assert.equal(ends, 1);
        }),
        { numRuns: 30 },
      );
    });
  }

  it("a spinning pacer is late by one poll at most, and polls only in the last 3 ms before a due time", async () => {
    await fc.assert(
      fc.asyncProperty(gaps, fc.nat(2000), async (gapsUs, lateUs) => {
        const clock = new LateClock(() => lateUs);
        const { due, released } = await paced(gapsUs, clock, true);
        assert.ok(released.every(({ dueUs, nowUs }) => nowUs - dueUs <= 50));
        for (const at of clock.polls) assert.ok(due.some((dueUs) => dueUs >= at && dueUs - at <= 3000));
      }),
      { numRuns: 30 },
    );
  });
});
