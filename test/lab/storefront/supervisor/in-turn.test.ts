import assert from "node:assert/strict";
import { inTurn } from "../../../../lab/storefront/supervisor/in-turn.ts";

describe("inTurn", () => {
  it("starts each task when the one before has ended, also where that failed", async () => {
    const turn = inTurn();
    const events: string[] = [];
    const task = (name: string, fails = false) =>
      turn(async () => {
        events.push(`${name} starts`);
        await new Promise(setImmediate);
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([task("a"), task("b", true), task("c")]);
    assert.deepEqual(events, ["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled"],
    );
  });
});
