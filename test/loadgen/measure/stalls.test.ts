import assert from "node:assert/strict";
import { MeasuredTime } from "../../../loadgen/measure/measured-time.ts";
import { Random } from "../../../base/random.ts";
import { Stalls } from "../../../loadgen/measure/stalls.ts";
import type { WorkerSecond } from "../../../loadgen/measure/second.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { parseSpec } from "../../../loadgen/schema/spec.ts";
import { startRun } from "../../../loadgen/worker/run.ts";
import { EventLoop } from "../helpers/event-loop.ts";
import { outcomeOf } from "../helpers/outcome-of.ts";
import { VirtualTransport } from "../helpers/virtual-transport.ts";

const MS = 1000;
const stallsOf = (startMs = 0, endMs = 60_000) =>
  new Stalls(new MeasuredTime(0, [{ name: "plateau", kind: "plateau", startMs, endMs, measured: true }]));
const look = (stalls: Stalls, dueUs: number, nowUs: number, cpuUs = 0) => {
  stalls.expectLook(dueUs);
  stalls.look(nowUs, cpuUs);
};

const oneRequest: Scenario = {
  name: "one",
  thinkTime: { kind: "exponential", meanMs: 100 },
  state: () => undefined,
  tasks: [{ name: "one", weight: 1, run: (user) => user.get("/") }],
};

/** Mean latencies of a load on an event loop that is blocked for a fifth of the time, 5 to 30 ms each: true ones and as measured. */
async function blockedLoad(model: "closed" | "open") {
  const random = new Random(1, 0);
  const loop = new EventLoop({ timerLateUs: () => random.integer(0, 1000), costUs: 20 });
  for (let atMs = 0; atMs < 31_000;) {
    const lengthMs = random.between(5, 30);
    atMs += -Math.log(1 - random.next()) * 4 * lengthMs;
    loop.block(atMs * 1000, (atMs + lengthMs) * 1000, true);
    atMs += lengthMs;
  }
  let [count, sumUs] = [0, 0];
  const transport = new VirtualTransport(loop.outside, () => {
    const latencyUs = random.integer(50_000, 150_000);
    count += 1;
    sumUs += latencyUs;
    return { latencyUs };
  });
  const rest = model === "open" ? { ratePerS: 200 } : { users: 40, spawnRatePerS: 100 };
  const spec = parseSpec({ model, scenario: "get", target: "http://shop.test/", durationMs: 31_000, ...rest });
  const seconds: WorkerSecond[] = [];
  const run = startRun({
    ...{ spec, share: { index: 0, count: 1 }, scenario: oneRequest, clock: loop, transport, startUs: 0 },
    ...{ health: loop.health, cpuUs: loop.cpuUs, emit: (second) => seconds.push(second) },
  });
  await loop.advanceTo(60_000_000);
  const { timings, overall } = outcomeOf(spec, seconds, (await run.done).busyAtEnd).result;
  return {
    trueMs: sumUs / count / 1000,
    undelayedMs: timings!["undelayed"]!.ms.avg!,
    reportedMs: overall.latencyMs.avg!,
  };
}

describe("stalls", () => {
  it("a look that is late by no more than a timer's grain finds no stall", () => {
    const stalls = stallsOf();
    look(stalls, 10 * MS, 12 * MS);
    assert.equal(stalls.heldUs(0, 12 * MS), 0);
    assert.equal(stalls.flush().count, 0);
  });

  it("a request that ends in the turn after a stall was held for half of it, or half of the time since it was sent", () => {
    const stalls = stallsOf();
    look(stalls, 6 * MS, 6 * MS);
    look(stalls, 10 * MS, 40 * MS);
    // The stall began between the two looks, at 8 ms; for the second request not before 9 ms, so at 9.5 ms.
    assert.equal(stalls.heldUs(5 * MS, 41 * MS), 16_500);
    assert.equal(stalls.heldUs(9 * MS, 41 * MS), 15_750);
    assert.equal(stalls.heldUs(25 * MS, 41 * MS), 8 * MS);
    assert.equal(stalls.heldUs(40 * MS, 41 * MS), 0);
    stalls.endTurn();
    assert.equal(stalls.heldUs(5 * MS, 42 * MS), 0);
  });

  it("a request that ends before the late look, as sockets are served before timers, was held as well", () => {
    const stalls = stallsOf();
    look(stalls, 6 * MS, 6 * MS);
    stalls.expectLook(10 * MS);
    assert.equal(stalls.heldUs(5 * MS, 12 * MS), 0);
    assert.equal(stalls.heldUs(5 * MS, 40 * MS), 16 * MS);
    assert.equal(stalls.heldUs(40 * MS, 41 * MS), 500);
  });

  it("a long stall is a pause, and the process was stopped for what it used no CPU", () => {
    const stalls = stallsOf();
    look(stalls, 0, 0, 1000);
    look(stalls, 10 * MS, 110 * MS, 1000 + 100 * MS);
    assert.deepEqual(stalls.flush(), {
      ...{ count: 1, blockedUs: 100 * MS, longestUs: 100 * MS, pausedUs: 100 * MS, stoppedUs: 0 },
    });
    look(stalls, 200 * MS, 230 * MS, 1000 + 100 * MS);
    look(stalls, 300 * MS, 400 * MS, 1000 + 120 * MS);
    assert.deepEqual(stalls.flush(), {
      ...{ count: 2, blockedUs: 130 * MS, longestUs: 100 * MS, pausedUs: 100 * MS, stoppedUs: 80 * MS },
    });
  });

  it("only the measured part of a stall counts", () => {
    const stalls = stallsOf(1000, 2000);
    look(stalls, 100 * MS, 400 * MS);
    look(stalls, 900 * MS, 1300 * MS);
    assert.deepEqual(stalls.flush(), {
      ...{ count: 1, blockedUs: 300 * MS, longestUs: 300 * MS, pausedUs: 300 * MS, stoppedUs: 300 * MS },
    });
  });

  for (const model of ["closed", "open"] as const) {
    it(`latencies without what stalls added are right on average (${model} model)`, async () => {
      const { trueMs, undelayedMs, reportedMs } = await blockedLoad(model);
      const figures = `${trueMs} ms true, ${undelayedMs} ms undelayed, ${reportedMs} ms reported`;
      assert.ok(reportedMs > 1.015 * trueMs, figures);
      assert.ok(Math.abs(undelayedMs - trueMs) < 0.005 * trueMs, figures);
    });
  }
});
