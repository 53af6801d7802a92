import assert from "node:assert/strict";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { chiSquare } from "../helpers/chi-square.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const second = 1_000_000;

/** One request a task, one second of thinking. */
const steady: Scenario = {
  name: "steady",
  thinkTime: { kind: "constant", ms: 1000 },
  state: () => undefined,
  tasks: [{ name: "one", weight: 1, run: async (user) => void (await user.get(`/${user.index}`)) }],
};

describe("closed executor", () => {
  it("the closed executor starts users evenly at the spawn rate, each with its GET /", async () => {
    const { clock, transport } = virtualRun({ spec: { users: 20, spawnRatePerS: 4, thinkTimeScale: 100 } });
    await clock.advanceTo(10 * second);
    const firsts = Array.from({ length: 20 }, (_, user) => transport.requests.find((each) => each.user === user)!);
    assert.deepEqual(
      firsts.map(({ atUs }) => atUs),
      Array.from({ length: 20 }, (_, user) => user * 250_000),
    );
    assert.ok(firsts.every(({ line }) => line === "GET /"));
  });

  it("a user's next request follows one response and one think time after the last", async () => {
    const { clock, transport } = virtualRun({ scenario: steady, spec: { users: 1, spawnRatePerS: 1 } });
    await clock.advanceTo(5 * second);
    assert.deepEqual(
      transport.requests.map(({ atUs }) => atUs),
      [0, 1_020_000, 2_040_000, 3_060_000, 4_080_000],
    );
  });

  it("a user never has two requests in flight", async () => {
    let most = 0;
    const { clock, transport } = virtualRun({
      spec: { users: 3, spawnRatePerS: 3, thinkTimeScale: 0, durationMs: 20_000 },
      answer: () => ({ latencyUs: 50_000 }),
    });
    for (let at = 0; at < 20 * second; at += 10_000) {
      await clock.advanceTo(at);
      most = Math.max(most, transport.inFlight);
    }
    assert.equal(most, 3);
  });

  it("each user does the same for any number of workers", async () => {
    const byUser = async (count: number) => {
      const lines: Record<number, string[]> = {};
      for (let index = 0; index < count; index += 1) {
        const { clock, transport } = virtualRun({ share: { index, count } });
        await clock.advanceTo(40 * second);
        for (const { user, atUs, line } of transport.requests) (lines[user] ??= []).push(`${atUs} ${line}`);
      }
      return lines;
    };
    assert.deepEqual(await byUser(1), await byUser(3));
  });

  it("a virtual load of 50 000 requests keeps the scenario's mix", async () => {
    const { clock, transport } = virtualRun({
      spec: { users: 400, spawnRatePerS: 400, durationMs: 60_000, thinkTimeScale: 0.05 },
    });
    await clock.advanceTo(40 * second);
    const count = (line: RegExp) => transport.requests.filter((request) => line.test(request.line)).length;
    const starts = 400;
    const total = transport.requests.length - starts;
    assert.ok(total >= 50_000, `${total} requests`);
    const shares = [
      { seen: count(/^GET \/$/) - starts, weight: 1 },
      { seen: count(/^POST \/setCurrency/), weight: 2 },
      { seen: count(/^GET \/product/), weight: 13 },
      { seen: count(/^POST \/cart$/), weight: 3 },
      { seen: count(/^GET \/cart$/), weight: 3 },
      { seen: count(/^POST \/cart\/checkout/), weight: 1 },
    ];
    const statistic = chiSquare(shares.map(({ seen, weight }) => ({ seen, expected: (total * weight) / 23 })));
    // 20.5: the 0.1 % point at five degrees of freedom; requests of one task depend on each other, but few do.
    assert.ok(statistic < 20.5, `chi-square ${statistic}`);
  }).timeout(60_000);

  it("after the end, users send nothing, requests in flight complete, and think times are cut short", async () => {
    const { clock, transport, run, seconds } = virtualRun({
      scenario: steady,
      spec: { users: 5, spawnRatePerS: 5, durationMs: 3000 },
      answer: () => ({ latencyUs: 700_000 }),
    });
    await clock.advanceTo(10 * second);
    assert.deepEqual(await run.done, { seconds: seconds.length, busyAtEnd: 0, endMs: 3200 });
    assert.ok(Math.max(...transport.requests.map(({ atUs }) => atUs)) < 3 * second);
    const sum = (of: "ok" | "aborted") =>
      seconds.flatMap(({ counts }) => counts).reduce((all, each) => all + each[of], 0);
    assert.deepEqual([sum("ok"), sum("aborted")], [transport.requests.length, 0]);
    assert.deepEqual([transport.closed, clock.timers], [5, 0]);
  });

  it("a load of N iterations runs N tasks, the same for each user with any number of workers, and ends", async () => {
    const tasksOf = async (count: number) => {
      const byUser: Record<number, number> = {};
      for (let index = 0; index < count; index += 1) {
        const spec = { users: 4, spawnRatePerS: 4, iterations: 10, durationMs: 60_000 };
        const { clock, transport, run } = virtualRun({ scenario: steady, spec, share: { index, count } });
        await clock.advanceTo(59 * second);
        assert.ok((await run.done).endMs < 4000);
        for (const { user } of transport.requests) byUser[user] = (byUser[user] ?? 0) + 1;
      }
      return byUser;
    };
    assert.deepEqual(await tasksOf(1), { 0: 3, 1: 3, 2: 2, 3: 2 });
    assert.deepEqual(await tasksOf(3), await tasksOf(1));
  });

  it("a request that outlasts the graceful stop is cut and counted as aborted", async () => {
    const { clock, run, seconds } = virtualRun({
      spec: { users: 5, spawnRatePerS: 5, durationMs: 3000, gracefulStopMs: 500 },
      answer: () => ({ latencyUs: 30 * second }),
    });
    await clock.advanceTo(3.6 * second);
    assert.equal((await run.done).busyAtEnd, 0);
    const counts = seconds.flatMap((each) => each.counts);
    assert.equal(
      counts.reduce((all, each) => all + each.aborted, 0),
      5,
    );
    assert.deepEqual(
      seconds.flatMap(({ errors }) => errors).map((error) => error.class),
      ["aborted"],
    );
  });

  it("a stopped closed executor ends in a think time as well as in a request", async () => {
    const { clock, run, transport } = virtualRun({ scenario: steady, spec: { users: 4, spawnRatePerS: 1 } });
    await clock.advanceTo(2.5 * second);
    run.stop(1000);
    const sent = transport.requests.length;
    await clock.advanceTo(4 * second);
    await run.done;
    assert.equal(transport.requests.length, sent);
  });

  it("an error thrown by the scenario's code ends the load with that error", async () => {
    const broken: Scenario = {
      ...steady,
      tasks: [{ name: "bad", weight: 1, run: () => Promise.reject(new Error("oops")) }],
    };
    const { clock, run } = virtualRun({ scenario: broken });
    const failed = assert.rejects(run.done, /oops/);
    await clock.advanceTo(1 * second);
    await failed;
  });

  it("a request that exceeds its timeout has the timeout's class", async () => {
    const { clock, seconds, run } = virtualRun({
      spec: { users: 2, spawnRatePerS: 2, durationMs: 5000, requestTimeoutMs: 1000 },
      answer: () => ({ latencyUs: 9 * second }),
    });
    await clock.advanceTo(8 * second);
    await run.done;
    const classes = new Set(seconds.flatMap(({ errors }) => errors).map((error) => error.class));
    assert.deepEqual([...classes], ["timeout-headers"]);
  });
});
