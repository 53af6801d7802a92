import assert from "node:assert/strict";
import type { Sample, SampleSink } from "../../../../loadgen/measure/sample.ts";
import { Recorder } from "../../../../loadgen/measure/recorder.ts";
import type { CellResult } from "../../../../loadgen/schema/cell.ts";
import { outcomeOf } from "../../helpers/outcome-of.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";

/** Runs a virtual load whose accounting is tampered with by `mutate`, and audits it. */
async function audited(mutate: (end: SampleSink["end"], sample: Sample, number: number) => void): Promise<CellResult> {
  const original = Object.getOwnPropertyDescriptor(Recorder.prototype, "end")!;
  let number = 0;
  Recorder.prototype.end = function (this: Recorder, sample: Sample) {
    number += 1;
    mutate((original.value as SampleSink["end"]).bind(this), sample, number);
  };
  try {
    const { spec, clock, run, seconds } = virtualRun({
      spec: { users: 60, spawnRatePerS: 60, durationMs: 30_000, thinkTimeScale: 0.05 },
      answer: (_, atUs) => ({ latencyUs: 40_000 + (atUs % 20_011) }),
    });
    await clock.advanceTo(70e6);
    const { busyAtEnd } = await run.done;
    return outcomeOf(spec, seconds, busyAtEnd).result;
  } finally {
    Object.defineProperty(Recorder.prototype, "end", original);
  }
}

const failing = ({ accounting }: CellResult) => accounting.audits.filter(({ holds }) => !holds).map(({ name }) => name);

describe("audits", () => {
  it("all audits hold for a load that is fully accounted for", async () => {
    const result = await audited((end, sample) => end(sample));
    assert.deepEqual([failing(result), result.status], [[], "complete"]);
    assert.ok(result.accounting.ok > 1000);
    assert.ok(result.accounting.audits.every(({ detail }) => !detail.startsWith("not judged")));
  });

  it("the audits detect one completion in 500 that is not counted", async () => {
    const result = await audited((end, sample, number) => (number % 500 === 0 ? undefined : end(sample)));
    assert.ok(failing(result).includes("sent = ok + failed + aborted + in flight"));
    assert.equal(result.status, "invalid");
  });

  it("the audits detect one completion in 500 that is counted twice", async () => {
    const result = await audited((end, sample, number) => {
      end(sample);
      if (number % 500 === 0) end(sample);
    });
    assert.ok(failing(result).includes("sent = ok + failed + aborted + in flight"));
  });

  const SHIFTS: [string, (sample: Sample) => Partial<Sample>][] = [
    ["starts that are 1 ms late", ({ startUs }) => ({ startUs: startUs + 1000 })],
    ["starts that are 1 ms early", ({ startUs }) => ({ startUs: startUs - 1000 })],
    ["ends that are 1 ms late", ({ endUs }) => ({ endUs: endUs + 1000 })],
    ["ends that are 1 ms early", ({ endUs }) => ({ endUs: endUs - 1000 })],
    [
      "requests that are 1 ms late as a whole",
      ({ startUs, endUs }) => ({ startUs: startUs + 1000, endUs: endUs + 1000 }),
    ],
  ];
  for (const [what, shifted] of SHIFTS) {
    it(`Little's law detects ${what}`, async () => {
      const result = await audited((end, sample) => end({ ...sample, ...shifted(sample) }));
      assert.deepEqual(failing(result), ["Little's law"]);
    });
  }

  for (const ratePerS of [100, 200, 1000]) {
    it(`Little's law holds for even arrivals at ${ratePerS} a second, each over before the next`, async () => {
      const { spec, clock, run, seconds } = virtualRun({
        spec: { model: "open", scenario: "get", ratePerS, durationMs: 8000 },
        answer: () => ({ latencyUs: 700 }),
      });
      await clock.advanceTo(20e6);
      const { result } = outcomeOf(spec, seconds, (await run.done).busyAtEnd);
      assert.deepEqual([failing(result), result.status], [[], "complete"]);
    });
  }

  it("the time that users take to log in is part of their time, however long it is", async () => {
    const { spec, clock, run, seconds } = virtualRun({
      spec: { users: 20, spawnRatePerS: 20, durationMs: 20_000, requestTimeoutMs: 10_000 },
      scenario: {
        name: "login first",
        thinkTime: { kind: "none" },
        state: () => undefined,
        onStart: async (user) => void (await user.get("/login")),
        tasks: [{ name: "one", weight: 1, run: (user) => user.get("/") }],
      },
      answer: ({ path }) => ({ latencyUs: path === "/login" ? 5_000_000 : 50_000 }),
    });
    await clock.advanceTo(60e6);
    const { result } = outcomeOf(spec, seconds, (await run.done).busyAtEnd);
    assert.deepEqual([failing(result), result.status], [[], "complete"]);
    assert.ok(result.accounting.audits.every(({ detail }) => !detail.startsWith("not judged")));
  });

  it("the users' time holds for a ramp of few users, which is a staircase", async () => {
    const stages = [
      { users: 1, overMs: 0 },
      { users: 4, overMs: 30_000 },
      { users: 0, overMs: 20_000 },
    ];
    const shape = { users: undefined, spawnRatePerS: undefined, durationMs: undefined, stages };
    const { spec, clock, run, seconds } = virtualRun({ spec: { ...shape, thinkTimeScale: 0 } });
    await clock.advanceTo(120e6);
    const { result } = outcomeOf(spec, seconds, (await run.done).busyAtEnd);
    assert.deepEqual([failing(result), result.status], [[], "complete"]);
    assert.ok(result.accounting.audits.every(({ detail }) => !detail.startsWith("not judged")));
  });

  it("a request that outlasts its user's time takes none of the users' time", async () => {
    const stages = [
      { users: 30, overMs: 0 },
      { users: 30, overMs: 10_000 },
      { users: 2, overMs: 0 },
      { users: 2, overMs: 20_000 },
    ];
    const shape = { users: undefined, spawnRatePerS: undefined, durationMs: undefined, stages };
    const { spec, clock, run, seconds } = virtualRun({
      spec: { ...shape, thinkTimeScale: 0 },
      answer: (_, atUs) => ({ latencyUs: atUs > 9.8e6 && atUs < 10e6 ? 8e6 : 100_000 }),
    });
    await clock.advanceTo(120e6);
    const { result } = outcomeOf(spec, seconds, (await run.done).busyAtEnd);
    assert.deepEqual([failing(result), result.status], [[], "complete"]);
  });
});
