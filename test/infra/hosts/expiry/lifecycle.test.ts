import assert from "node:assert/strict";
import fc from "fast-check";
import { create, diff, expiryOf, read } from "../../../../infra/hosts/expiry/lifecycle.ts";
import { nextDailyMs } from "../../../../lab/clouds/azure/schedule.ts";

const isAboutADay = (afterH: number): boolean => Math.abs(afterH - 24) < 1 / 60;

describe("the automatic shutdown of VMs", () => {
  it("the shutdown time is given as a date, a label and a time of day", () => {
    assert.deepEqual(expiryOf({ afterH: 4 }, new Date("2026-03-01T08:15:30Z")), {
      afterH: 4,
      expiresAt: "2026-03-01T12:16:00.000Z",
      label: "2026-03-01t1216z",
      clock: "1216",
    });
  });

  it("the shutdown is never early, and less than a minute late", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        fc.double({ min: 0.1, max: 720, noNaN: true }),
        (now, afterH) => {
          const { expiresAt, label, clock } = expiryOf({ afterH }, now);
          const late = Date.parse(expiresAt) - (now.getTime() + afterH * 3_600_000);
          assert.ok(late >= (isAboutADay(afterH) ? -60_000 : -0.001) && late < 60_000);
          // What Google takes as a label's value, and Azure as a time.
          assert.match(label, /^[a-z0-9-]{1,63}$/);
          assert.match(clock, /^([01]\d|2[0-3])[0-5]\d$/);
        },
      ),
    );
  });

  it("the shutdown time is computed once, and a later `up` does not postpone it", () => {
    const { outs } = create({ afterH: 4 });
    assert.deepEqual(diff("id", outs, { afterH: 4 }), { changes: false, replaces: [] });
    assert.deepEqual(diff("id", outs, { afterH: 5 }), { changes: true, replaces: ["afterH"] });
  });

  it("after a whole day, a daily schedule does not come within the first minute", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
        fc.integer({ min: 0, max: 600_000 }),
        (now, laterMs) => {
          const { expiresAt, clock } = expiryOf({ afterH: 24 }, now);
          // As Azure does: the next such time of day after the schedule was made.
          assert.equal(nextDailyMs(clock, now.getTime() + laterMs), Date.parse(expiresAt));
        },
      ),
    );
  });

  it("an update of an expired stack is refused with what to do, and not a moment earlier", () => {
    const { outs } = create({ afterH: 4 });
    const at = Date.parse(outs.expiresAt);
    assert.deepEqual(diff("id", outs, { afterH: 4 }, new Date(at - 1)), { changes: false, replaces: [] });
    for (const afterH of [4, 8])
      assert.throws(() => diff("id", outs, { afterH }, new Date(at)), {
        code: "STACK_EXPIRED",
        message: /`stackmark up STACK --renew` replaces them, `stackmark destroy STACK`/,
      });
  });

  it("a refresh of an expired stack is not refused, and the update after it is", () => {
    const { outs } = create({ afterH: 4 });
    const late = new Date(Date.parse(outs.expiresAt) + 1);
    assert.deepEqual(read("id", outs), { id: "id", props: outs });
    assert.throws(() => diff("another", outs, { afterH: 4 }, late), { code: "STACK_EXPIRED" });
    assert.deepEqual(diff("id", outs, { afterH: 4 }, late), { changes: false, replaces: [] });
    assert.throws(() => diff("id", outs, { afterH: 4 }, late), { code: "STACK_EXPIRED" });
  });

  it("each deployment of a stack has its own id", () => {
    assert.notEqual(create({ afterH: 1 }).outs.deployment, create({ afterH: 1 }).outs.deployment);
  });
});
