import assert from "node:assert/strict";
import fc from "fast-check";
import { Deadlines, type Expiring } from "../../../loadgen/transport/deadlines.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

describe("deadlines", () => {
  it("deadlines end exactly the watched and overdue items, in whatever order items join and leave", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ expiresUs: fc.integer({ min: 1, max: 200_000 }), leaves: fc.boolean() }), {
          maxLength: 20,
        }),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (items, order) => {
          const clock = new VirtualClock();
          const deadlines = new Deadlines(clock);
          const ended: number[] = [];
          const watched = items.map(({ expiresUs }, index) => {
            const item: Expiring = {
              expiresUs,
              earlier: undefined,
              later: undefined,
              expire: () => {
                ended.push(index);
                deadlines.forget(item);
              },
            };
            deadlines.watch(item);
            return item;
          });
          const leaving = items.flatMap(({ leaves }, index) => (leaves ? [index] : []));
          leaving.sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
          for (const index of leaving) deadlines.forget(watched[index]!);
          await clock.advanceTo(300_000);
          const expected = items.flatMap(({ leaves }, index) => (leaves ? [] : [index]));
          assert.deepEqual(
            ended.toSorted((a, b) => a - b),
            expected,
          );
          deadlines.close();
        },
      ),
    );
  });
});
