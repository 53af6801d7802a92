import assert from "node:assert/strict";
import fc from "fast-check";
import { stageTimes } from "../../../loadgen/schedule/curve.ts";
import { burstSpawn, evenSpawn } from "../../../loadgen/schedule/spawn.ts";

/** Locust's loop, as it is described: so many users, a pause, so many users, until all are there. */
function naiveBursts(users: number, rate: number): number[] {
  const batch = Math.max(1, Math.floor(rate));
  const starts: number[] = [];
  for (let atS = 0; starts.length < users; atS += batch / rate) {
    for (let count = 0; count < batch && starts.length < users; count += 1) starts.push(atS * 1000);
  }
  return starts;
}

describe("spawning users", () => {
  it("in bursts starts them when Locust would", () => {
    const rates = fc.double({ min: 0.2, max: 150, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), rates, (users, spawnRatePerS) => {
        const curve = burstSpawn({ users, spawnRatePerS });
        const level = [...curve, { atMs: curve.at(-1)!.atMs + 1000, level: users }];
        naiveBursts(users, spawnRatePerS).forEach((startMs, user) => {
          const [time] = stageTimes(level, user);
          assert.ok(Math.abs(time!.startMs - startMs) < 1e-6 * (1 + startMs));
        });
      }),
      { numRuns: 50 },
    );
  });

  it("evenly starts one each 1/rate", () => {
    const level = [...evenSpawn({ users: 5, spawnRatePerS: 2 }), { atMs: 9000, level: 5 }];
    const starts = [0, 1, 2, 3, 4].map((user) => stageTimes(level, user)[0]!.startMs);
    assert.deepEqual(starts, [0, 500, 1000, 1500, 2000]);
  });
});
