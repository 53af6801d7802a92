import assert from "node:assert/strict";
import { pauseMsAfter } from "../../../loadgen/executor/back-off.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const SECOND_US = 1_000_000;
const refused = { class: "refused", message: "connect: ECONNREFUSED" } as const;

/** Requests without end, in one task and without think time. */
const driven: Scenario = {
  name: "driven",
  thinkTime: { kind: "none" },
  state: () => undefined,
  tasks: [
    {
      name: "many",
      weight: 1,
      run: async (user) => {
        for (;;) await user.get("/");
      },
    },
  ],
};

/** When one user sends its requests to a target that is down in `[fromUs, toUs)` and answers within a second otherwise. */
async function sentAtUs(fromUs: number, toUs: number, model: Record<string, unknown>): Promise<number[]> {
  const { clock, transport } = virtualRun({
    scenario: driven,
    spec: { durationMs: 30_000, ...model },
    answer: (_, atUs) =>
      atUs >= fromUs && atUs < toUs ? { latencyUs: 200, failure: refused } : { latencyUs: SECOND_US },
  });
  await clock.advanceTo(30 * SECOND_US);
  return transport.requests.map(({ atUs }) => atUs);
}

const closed = { model: "closed", users: 1, spawnRatePerS: 1000, thinkTimeScale: 0 };

describe("users of a target that is down", () => {
  it("the pause after each failed connection doubles from 10 ms to a second", () => {
    assert.deepEqual([1, 2, 3, 6, 7, 8, 9, 1000].map(pauseMsAfter), [10, 20, 40, 320, 640, 1000, 1000, 1000]);
  });

  it("a user whose target dies attempts less than two connections a second, and goes on as soon as one succeeds", async () => {
    const times = await sentAtUs(5 * SECOND_US, 15 * SECOND_US, closed);
    const during = times.filter((atUs) => atUs >= 5 * SECOND_US && atUs < 15 * SECOND_US);
    assert.ok(during.length < 20, `${during.length} attempts in 10 s`);
    const after = times.filter((atUs) => atUs >= 15 * SECOND_US);
    assert.ok(after[0]! < 16 * SECOND_US + 1000, `again at ${after[0]} µs`);
    assert.deepEqual(
      after.slice(1, 5).map((atUs, at) => atUs - after[at]!),
      [SECOND_US, SECOND_US, SECOND_US, SECOND_US],
    );
  });

  it("a pause is no part of a request's time, and every request is counted", async () => {
    const { clock, seconds, transport } = virtualRun({
      scenario: driven,
      spec: { ...closed, durationMs: 10_000 },
      answer: () => ({ latencyUs: 200, failure: refused }),
    });
    await clock.advanceTo(20 * SECOND_US);
    const failed = seconds.flatMap(({ counts }) => counts).reduce((sum, counts) => sum + counts.failed, 0);
    assert.equal(failed, transport.requests.length);
    const times = seconds.flatMap(({ histograms }) => histograms.filter(({ kind }) => kind === "service"));
    assert.ok(times.every(({ maxUs }) => maxUs === 200));
  });

  it("a user that pauses ends with the load", async () => {
    const { clock, run } = virtualRun({
      scenario: driven,
      spec: { ...closed, durationMs: 5000 },
      answer: () => ({ latencyUs: 200, failure: refused }),
    });
    let endMs: number | undefined;
    void run.done.then((end) => (endMs = end.endMs));
    await clock.advanceTo(5 * SECOND_US + 1000);
    assert.ok(endMs !== undefined && endMs >= 5000 && endMs <= 5001, `ended at ${endMs}`);
  });

  it("the open model keeps to its schedule while the target is down", async () => {
    const once: Scenario = {
      ...driven,
      tasks: [{ name: "one", weight: 1, run: async (user) => void (await user.get("/")) }],
    };
    const { clock, transport } = virtualRun({
      scenario: once,
      spec: { model: "open", ratePerS: 20, durationMs: 10_000 },
      answer: () => ({ latencyUs: 200, failure: refused }),
    });
    await clock.advanceTo(9.9 * SECOND_US);
    assert.equal(transport.requests.length, 199);
  });
});
