import assert from "node:assert/strict";
import { Aggregate } from "../../../../loadgen/coordinator/aggregate/aggregate.ts";
import type { Sample, SampleSink } from "../../../../loadgen/measure/sample.ts";
import { Recorder } from "../../../../loadgen/measure/recorder.ts";
import { buildOutcome } from "../../../../loadgen/coordinator/result/build.ts";
import type { CellResult } from "../../../../loadgen/schema/cell.ts";
import { planOf } from "../../../../loadgen/schedule/plan.ts";
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
    const aggregate = new Aggregate();
    for (const second of seconds) aggregate.add(0, second);
    const now = new Date();
    return buildOutcome({
      spec,
      plan: planOf(spec),
      aggregate,
      startedAt: now,
      endedAt: now,
      ending: {
        stoppedAtMs: undefined,
        finishedAtMs: undefined,
        stopReason: undefined,
        lostWorkers: [],
        scenarioFailure: undefined,
      },
      inFlightAtEnd: busyAtEnd,
      missingSeconds: 0,
      rttMs: null,
      maxRate: false,
      calibrations: [],
      clocks: [],
    }).result;
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

  it("the audits detect shifted start times", async () => {
    const result = await audited((end, sample) => end({ ...sample, startUs: sample.startUs + 15_000 }));
    assert.deepEqual(failing(result), ["Little's law"]);
  });
});
