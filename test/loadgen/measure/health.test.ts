import assert from "node:assert/strict";
import { watchSuspension } from "../../../loadgen/measure/health.ts";

describe("health of the generator's machine", () => {
  /** Suspensions that are seen between clock readings, in turn. */
  function seen(readings: readonly [uptimeMs: number, monotonicMs: number][]): number[] {
    let index = 0;
    const read = () => {
      const [uptimeMs, monotonicMs] = readings[index++]!;
      return { uptimeMs, monotonicMs };
    };
    const suspension = watchSuspension(read);
    return readings.slice(1).map(() => suspension());
  }

  it("the machine was suspended while its uptime went on and the monotonic clock did not", () => {
    assert.deepEqual(
      seen([
        [50_000, 700],
        [51_000, 1700],
        [3_652_000, 2700],
        [3_653_000, 3700],
      ]),
      [0, 3_600_000, 0],
    );
  });

  it("an uptime that is stated in whole seconds shows no suspension", () => {
    assert.deepEqual(
      seen([
        [50_000, 900],
        [51_000, 1001],
        [51_000, 2800],
        [52_000, 2900],
      ]),
      [0, 0, 0],
    );
  });

  it("a process that was stopped for a while is not taken for a suspended machine", () => {
    assert.deepEqual(
      seen([
        [50_000, 900],
        [54_000, 4900],
      ]),
      [0],
    );
  });
});
