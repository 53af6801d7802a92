import assert from "node:assert/strict";
import { endingOf, type SeenEnd } from "../../../loadgen/coordinator/ending.ts";

const seen = (over: Partial<SeenEnd> = {}): SeenEnd => ({
  ...{ durationMs: 20_000, hasIterations: false, ends: [], knownMs: 20_000, stoppedAtMs: undefined },
  ...{ stopReason: undefined, lostWorkers: [], lateWorkers: [], scenarioFailure: undefined },
  ...over,
});

describe("the end of a load", () => {
  it("a load that ran as planned has no early end, although its workers report seconds after it", () => {
    assert.equal(endingOf(seen({ knownMs: 23_000 })).stoppedAtMs, undefined);
  });

  it("a load whose workers were lost ends with the last second that any of them reported", () => {
    const lostWorkers = ["eu-1: it could not be reached for 60 s"];
    assert.equal(endingOf(seen({ lostWorkers, knownMs: 5000 })).stoppedAtMs, 5000);
    assert.equal(endingOf(seen({ lostWorkers, knownMs: 5000, stoppedAtMs: 5600 })).stoppedAtMs, 5000);
    assert.equal(endingOf(seen({ lostWorkers, knownMs: 9000, stoppedAtMs: 8400 })).stoppedAtMs, 8400);
    assert.equal(endingOf(seen({ lostWorkers })).stoppedAtMs, undefined);
  });

  it("a load of iterations has finished with its last user, unless time was over before", () => {
    const ends = [3000, 7000].map((endMs) => ({ name: "eu", endMs }));
    assert.equal(endingOf(seen({ ends, hasIterations: true })).finishedAtMs, 7000);
    assert.equal(endingOf(seen({ ends, hasIterations: true, durationMs: 6000 })).finishedAtMs, undefined);
    assert.equal(endingOf(seen({ ends })).finishedAtMs, undefined);
  });

  it("workers that ended more than a second after their time of grace went on after the stop", () => {
    const ends = [
      { name: "eu-1", endMs: 6900 },
      { name: "eu-2", endMs: 11_000 },
    ];
    assert.deepEqual(endingOf(seen({ ends, stoppedAtMs: 5000 })).lateStops, [{ name: "eu-2", lateMs: 5000 }]);
    assert.deepEqual(endingOf(seen({ ends })).lateStops, []);
  });
});
