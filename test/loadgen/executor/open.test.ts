import assert from "node:assert/strict";
import type { CellResult } from "../../../loadgen/schema/cell.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { LateClock } from "../helpers/late-clock.ts";
import { outcomeOf } from "../helpers/outcome-of.ts";
import { virtualRun, type VirtualRunOptions } from "../helpers/virtual-run.ts";

const one: Scenario = {
  name: "one",
  thinkTime: { kind: "none" },
  state: () => undefined,
  tasks: [{ name: "one", weight: 1, run: async (user) => void (await user.get("/")) }],
};

/** A load of the open model, run on a virtual clock to its end. */
async function open(
  more: Record<string, unknown>,
  answer: VirtualRunOptions["answer"],
  options: Omit<VirtualRunOptions, "spec" | "answer"> = {},
) {
  const { spec, clock, transport, run, seconds } = virtualRun({
    spec: { model: "open", ratePerS: 100, durationMs: 10_000, ...more },
    scenario: one,
    ...(answer ? { answer } : {}),
    ...options,
  });
  await clock.advanceTo(60e6);
  const { busyAtEnd } = await run.done;
  const { result } = outcomeOf(spec, seconds, busyAtEnd);
  return { result, transport };
}

const failing = ({ accounting }: CellResult) => accounting.audits.filter(({ holds }) => !holds);

/** Serves one request at a time from a queue that stalls for a second in every twenty. */
function stallAt(atMs: number, forMs: number, serviceUs: number): NonNullable<VirtualRunOptions["answer"]> {
  return (_, atUs) => {
    const [from, until] = [atMs * 1000, (atMs + forMs) * 1000];
    return { latencyUs: atUs >= from && atUs < until ? until - atUs + serviceUs : serviceUs };
  };
}

describe("open executor", () => {
  it("the open executor starts a task at every scheduled arrival, however slow the target is", async () => {
    const { result, transport } = await open({}, () => ({ latencyUs: 3e6 }));
    assert.deepEqual(
      transport.requests.map(({ atUs }) => atUs),
      Array.from({ length: 1000 }, (_, at) => at * 10_000),
    );
    const { planned, released, dropped, sent, ok } = result.accounting;
    assert.deepEqual([planned, released, dropped, sent, ok], [1000, 1000, 0, 1000, 1000]);
    assert.deepEqual(failing(result), []);
  });

  it("latency counts from when a task was due, so a stall shows in every task that it delays", async () => {
    // One user: behind a stall of 1 s, 100 tasks wait for their turn.
    const { result } = await open({ poolSize: 1, maxDelayMs: 60_000 }, stallAt(2000, 1000, 1000));
    // Truth: the queue drains at 1 ms a task, 10 ms apart; the task due k ms into the stall waits for its end and its turn.
    const expected: number[] = [];
    let free = 0;
    for (let due = 0; due < 10_000; due += 10) {
      const start = Math.max(due, free);
      const served = start >= 2000 && start < 3000 ? 3000 + 1 : start + 1;
      free = served;
      expected.push(served - due);
    }
    expected.sort((a, b) => a - b);
    const exact = (quantile: number) => expected[Math.ceil(quantile * expected.length) - 1]!;
    const { p50, p90, p95, max } = result.overall.latencyMs;
    for (const [seen, truth] of [
      [p50, exact(0.5)],
      [p90, exact(0.9)],
      [p95, exact(0.95)],
      [max, exact(1)],
    ] as const) {
      assert.ok(Math.abs(seen! - truth) <= Math.max(0.01 * truth, 0.3), `${seen} for ${truth}`);
    }
    assert.ok(result.timings!["service"]!.ms.p90! < 2, "service time alone would hide the stall");
    assert.ok(result.timings!["blocked"]!.ms.max! > 900);
  });

  it("arrivals that find no user in time are dropped and counted, as many as a queueing model says", async () => {
    const { result } = await open({ poolSize: 1, maxDelayMs: 0, ratePerS: 1000 }, () => ({ latencyUs: 2500 }));
    // A task each ms, one server for 2.5 ms without a queue: each accepted task costs the next two.
    const { planned, released, dropped } = result.accounting;
    assert.equal(planned, 10_000);
    assert.ok(Math.abs(dropped - 6666) <= 66, `${dropped} dropped`);
    assert.equal(released + dropped, planned);
    assert.deepEqual(failing(result), []);
    assert.deepEqual(Object.keys(result.segmentStats![0]!.arrivals!.dropped), ["pool-full", "generator-late"]);
  });

  it("the generator is limited when more than one arrival in twenty does not start", async () => {
    const { result } = await open({ poolSize: 1, maxDelayMs: 0, ratePerS: 1000 }, () => ({ latencyUs: 2500 }));
    assert.equal(result.status, "invalid");
    assert.match(result.generator.reasons[0]!, /^dropped: /);
  });

  it("tasks that can no longer start are dropped while no user becomes free, so that they do not pile up", async () => {
    const spec = { model: "open", ratePerS: 10, poolSize: 1, maxDelayMs: 1000, durationMs: 60_000 };
    const { clock, seconds } = virtualRun({ spec, answer: () => ({ latencyUs: 40_000_000 }) });
    await clock.advanceTo(30_000_000);
    const arrivals = seconds.flatMap((second) => second.arrivals);
    const sum = (of: (counts: (typeof arrivals)[number]) => number) =>
      arrivals.reduce((all, each) => all + of(each), 0);
    const waiting = sum(({ planned, released, dropped }) => planned - released - dropped["pool-full"]);
    assert.ok(waiting <= 11, `${waiting} wait`);
  });

  it("waiting tasks start in order, and those still waiting at the end are dropped", async () => {
    const { result, transport } = await open({ poolSize: 2, ratePerS: 10, maxDelayMs: 60_000 }, () => ({
      latencyUs: 250_000,
    }));
    assert.deepEqual([result.accounting.ok, result.accounting.dropped], [80, 20]);
    const starts = transport.requests.map(({ atUs }) => atUs);
    assert.deepEqual(
      starts,
      starts.toSorted((a, b) => a - b),
    );
  });

  it("workers share one schedule so that their arrivals interleave", async () => {
    const parts = [];
    for (let index = 0; index < 3; index += 1) {
      const { transport } = await open({ ratePerS: 90, durationMs: 3000 }, undefined, { share: { index, count: 3 } });
      parts.push(transport.requests.map(({ atUs }) => atUs));
    }
    const whole = await open({ ratePerS: 90, durationMs: 3000 }, undefined);
    const merged = parts.flat().sort((a, b) => a - b);
    assert.deepEqual(
      merged,
      whole.transport.requests.map(({ atUs }) => atUs),
    );
    assert.deepEqual(
      parts.map((part) => part.length),
      [90, 90, 90],
    );
  });

  it("the last arrivals of the schedule are released even when their timer is late", async () => {
    // The first three timers are the run's own, the one for its end among them.
    let timers = 0;
    const clock = new LateClock(() => (timers++ < 3 ? 0 : 700));
    const { result, transport } = await open({ ratePerS: 5000, durationMs: 1000 }, undefined, { clock });
    const { planned, released, sent } = result.accounting;
    assert.deepEqual([planned, released, sent, transport.requests.length], [5000, 5000, 5000, 5000]);
  });

  it("tasks that end before their first request are accounted for", async () => {
    const shy: Scenario = {
      ...one,
      tasks: [
        { ...one.tasks[0]!, weight: 1 },
        { name: "idle", weight: 1, run: () => Promise.resolve() },
      ],
    };
    const { result, transport } = await open({}, undefined, { scenario: shy });
    const audit = result.accounting.audits.find(({ name }) => name === "released = sent + never sent")!;
    assert.ok(audit.holds && transport.requests.length > 300 && transport.requests.length < 700);
    assert.equal(
      audit.detail,
      `1000 released, ${transport.requests.length} sent + ${1000 - transport.requests.length} never sent`,
    );
  });

  it("the open executor opens no more connections than there are concurrent tasks", async () => {
    const { transport } = await open({ ratePerS: 100, durationMs: 2000 }, () => ({ latencyUs: 25_000 }));
    assert.ok(new Set(transport.requests.map(({ user }) => user)).size <= 3);
  });
});
