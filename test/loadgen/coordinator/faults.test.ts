import assert from "node:assert/strict";
import fc from "fast-check";
import { realClock } from "../../../loadgen/clock.ts";
import { Aggregate } from "../../../loadgen/coordinator/aggregate/aggregate.ts";
import { Coordinator, type CoordinatorResult } from "../../../loadgen/coordinator/coordinator.ts";
import type { ReadyWorker } from "../../../loadgen/coordinator/prepare-worker.ts";
import { linkTo } from "../../../loadgen/coordinator/worker-link.ts";
import { encodeHistogram } from "../../../loadgen/histogram/index.ts";
import { noAuditCounts } from "../../../loadgen/measure/counters.ts";
import type { WorkerSecond } from "../../../loadgen/measure/second.ts";
import { noStalls } from "../../../loadgen/measure/stalls.ts";
import { planOf } from "../../../loadgen/schedule/plan.ts";
import { parseSpec } from "../../../loadgen/schema/spec.ts";
import type { ToWorker } from "../../../loadgen/worker/protocol.ts";
import { Session } from "../../../loadgen/worker/session.ts";
import { histogramOf } from "../helpers/histogram-of.ts";
import { breakingPair, Streams } from "../helpers/streams.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

const SECONDS = 5;
const spec = parseSpec({
  ...{ model: "closed", scenario: "get", target: "http://shop.test/", users: 4, spawnRatePerS: 4 },
  ...{ durationMs: 1000 * SECONDS, warmUpMs: 1000, keepGoing: true },
});

const secondOf = (second: number, timesUs: readonly number[]): WorkerSecond => {
  const key = { endpoint: "GET /", segment: second === 0 ? 0 : 1 };
  const none = { failed: 0, aborted: 0, checked: 0, checkedOk: 0, tallies: [] };
  return {
    ...{ second, users: 1, inFlight: 0, errors: [], activity: "", arrivals: [], peers: [], health: null },
    ...{ audit: noAuditCounts(), stalls: noStalls() },
    counts: [{ ...key, ok: timesUs.length, bytes: 10 * timesUs.length, ...none }],
    histograms: [{ ...key, outcome: "ok", kind: "service", ...encodeHistogram(histogramOf(timesUs)) }],
  };
};

interface Script {
  /** Times of the requests of each second. */
  seconds: number[][];
  /** After how many bytes each of its streams breaks, towards the worker and back. */
  breaks: [number, number][];
}

/** A worker that sends what its script says once it is told to start; counts how often it was told. */
function scripted({ seconds, breaks }: Script, clock: VirtualClock): { ready: ReadyWorker; starts: () => number } {
  const streams = new Streams();
  const left = [...breaks];
  const session = new Session({ id: undefined, nextStream: streams.next, clock, silentMs: undefined });
  let starts = 0;
  void (async () => {
    for await (const message of session.messages()) {
      if ((message as ToWorker).type !== "start") continue;
      starts += 1;
      seconds.forEach((timesUs, second) => session.send({ type: "second", ...secondOf(second, timesUs) }));
      const end = { busyAtEnd: 0, endMs: 1000 * seconds.length, failure: null, roundTripsMs: [] };
      session.send({ type: "done", seconds: seconds.length, ...end });
    }
  })().catch(() => undefined);
  const link = linkTo(
    {
      ...{ place: { name: "eu" }, reattachMs: 60_000, ended: new Promise(() => undefined), kill: () => undefined },
      open() {
        const [near, far] = breakingPair(left.shift() ?? [Infinity, Infinity]);
        streams.add(far);
        return Promise.resolve(near);
      },
    },
    clock,
  );
  const calibration = { overheadUs: null, jitterUs: 0, perS: null };
  const ready = { link, calibration, roundTripsMs: [], offsetUs: 0, offsetBoundUs: 0 };
  return { ready, starts: () => starts };
}

async function coordinated(workers: readonly ReadyWorker[], clock: VirtualClock): Promise<CoordinatorResult> {
  // The coordinator's own limits are those of the real clock.
  const start = { startUs: realClock.nowUs(), startedAt: new Date(0) };
  let result: CoordinatorResult | undefined;
  const run = new Coordinator({ spec, plan: planOf(spec), workers, ...start, hooks: {} }).run();
  void run.then((value) => (result = value));
  for (let atUs = 0; result === undefined; atUs += 100_000) await clock.advanceTo(atUs);
  return result;
}

const sorted = (entries: readonly object[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort();

describe("a coordinator whose streams break", () => {
  const times = fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 20 });
  const script: fc.Arbitrary<Script> = fc.record({
    seconds: fc.array(times, { minLength: SECONDS, maxLength: SECONDS }),
    breaks: fc.array(fc.tuple(fc.integer({ min: 60, max: 3000 }), fc.integer({ min: 60, max: 3000 })), {
      maxLength: 4,
    }),
  });

  it("the result is the sum of what the workers measured, and each was started once, wherever their streams break", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(script, { minLength: 1, maxLength: 4 }), async (scripts) => {
        const clock = new VirtualClock();
        const workers = scripts.map((each) => scripted(each, clock));
        const { aggregate, ending, missingSeconds } = await coordinated(
          workers.map(({ ready }) => ready),
          clock,
        );
        const sum = new Aggregate(planOf(spec).segments);
        scripts.forEach(({ seconds }, worker) =>
          seconds.forEach((timesUs, second) => sum.add(worker, secondOf(second, timesUs))),
        );
        assert.deepEqual(sorted(aggregate.serialised()), sorted(sum.serialised()));
        assert.deepEqual(sorted(aggregate.allCounts()), sorted(sum.allCounts()));
        scripts.forEach((_, worker) => assert.deepEqual(aggregate.ofWorker(worker), sum.ofWorker(worker)));
        assert.deepEqual([ending.lostWorkers, ending.lateWorkers, missingSeconds], [[], [], 0]);
        assert.ok(workers.every(({ starts }) => starts() === 1));
      }),
      { numRuns: 40 },
    );
  });
});
