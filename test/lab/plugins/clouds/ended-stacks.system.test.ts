import assert from "node:assert/strict";
import { endStack, type Ended } from "./ended-stacks.ts";

/** What must not be, whatever the ending. */
const faults = ({ left, touched, problems }: Ended) => ({ left, touched, problems });
const NONE = { left: [], touched: [], problems: [] };

describe("the end of a stack in the simulated clouds", function () {
  this.timeout(180_000);

  it("a stack whose operator was killed while it came up is stopped by the clouds, and swept", async () => {
    const ended = await endStack("killed", 1);
    assert.deepEqual(faults(ended), NONE);
    assert.ok(ended.resources > 0);
  });

  it("a stack that was half destroyed is gone after another destroy", async () => {
    assert.deepEqual(faults(await endStack("half-destroyed", 1)), NONE);
  });

  it("a paused stack whose time has come is swept", async () => {
    const ended = await endStack("paused", 1);
    assert.deepEqual(faults(ended), NONE);
    assert.equal(ended.running.before.length, 2);
    assert.deepEqual(ended.running.after, []);
  });

  it("the machines of an expired stack do not run, and it can be destroyed", async () => {
    const ended = await endStack("expired", 1);
    assert.deepEqual(faults(ended), NONE);
    assert.equal(ended.running.before.length, 2);
    assert.deepEqual(ended.running.after, []);
  });
});
