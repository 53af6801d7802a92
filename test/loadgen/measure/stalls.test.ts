import assert from "node:assert/strict";
import { MeasuredTime } from "../../../loadgen/measure/measured-time.ts";
import { Stalls } from "../../../loadgen/measure/stalls.ts";

const MS = 1000;
const stallsOf = (startMs = 0, endMs = 60_000) =>
  new Stalls(new MeasuredTime(0, [{ name: "plateau", kind: "plateau", startMs, endMs, measured: true }]));

describe("stalls", () => {
  it("a look that is late by no more than a timer's grain finds no stall", () => {
    const stalls = stallsOf();
    assert.equal(stalls.look(10 * MS, 12 * MS, 0), false);
    assert.equal(stalls.heldUs(0, 12 * MS), 0);
    assert.equal(stalls.flush().count, 0);
  });

  it("a request that ends in the turn after a stall was held since the stall began, or since it was sent", () => {
    const stalls = stallsOf();
    assert.equal(stalls.look(10 * MS, 40 * MS, 0), true);
    assert.equal(stalls.heldUs(5 * MS, 41 * MS), 31 * MS);
    assert.equal(stalls.heldUs(25 * MS, 41 * MS), 16 * MS);
    assert.equal(stalls.heldUs(40 * MS, 41 * MS), 0);
    stalls.endTurn();
    assert.equal(stalls.heldUs(5 * MS, 42 * MS), 0);
  });

  it("a long stall is a pause, and the process was stopped for what it used no CPU", () => {
    const stalls = stallsOf();
    stalls.look(0, 0, 1000);
    stalls.look(10 * MS, 110 * MS, 1000 + 100 * MS);
    assert.deepEqual(stalls.flush(), {
      ...{ count: 1, blockedUs: 100 * MS, longestUs: 100 * MS, pausedUs: 100 * MS, stoppedUs: 0 },
    });
    stalls.look(200 * MS, 230 * MS, 1000 + 100 * MS);
    stalls.look(300 * MS, 400 * MS, 1000 + 120 * MS);
    assert.deepEqual(stalls.flush(), {
      ...{ count: 2, blockedUs: 130 * MS, longestUs: 100 * MS, pausedUs: 100 * MS, stoppedUs: 80 * MS },
    });
  });

  it("only the measured part of a stall counts", () => {
    const stalls = stallsOf(1000, 2000);
    stalls.look(100 * MS, 400 * MS, 0);
    stalls.look(900 * MS, 1300 * MS, 0);
    assert.deepEqual(stalls.flush(), {
      ...{ count: 1, blockedUs: 300 * MS, longestUs: 300 * MS, pausedUs: 300 * MS, stoppedUs: 300 * MS },
    });
  });
});
