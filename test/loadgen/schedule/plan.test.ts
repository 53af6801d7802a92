import assert from "node:assert/strict";
import fc from "fast-check";
import { activeIntervals } from "../../../loadgen/schedule/curve.ts";
import { burstSpawn, evenSpawn, measuredMs, planOf, segmentAt } from "../../../loadgen/schedule/plan.ts";
import { parseSpec } from "../../../loadgen/schema/spec.ts";

const plan = (more: Record<string, unknown>) =>
  planOf(parseSpec({ model: "closed", scenario: "boutique", target: "http://shop.test/", ...more }));

describe("plan", () => {
  it("the plan of users and a spawn rate is a ramp and a plateau, measured after the warm-up", () => {
    const { level, segments, peakUsers, durationMs } = plan({ users: 100, spawnRatePerS: 10, durationMs: 60_000 });
    assert.deepEqual(level, [
      { atMs: 0, level: 0 },
      { atMs: 10_000, level: 100 },
      { atMs: 60_000, level: 100 },
    ]);
    assert.deepEqual(
      segments.map(({ name, startMs, endMs, measured }) => [name, startMs, endMs, measured]),
      [
        ["warm-up", 0, 10_000, false],
        ["plateau", 10_000, 60_000, true],
      ],
    );
    assert.deepEqual([peakUsers, durationMs, measuredMs(segments)], [100, 60_000, 50_000]);
  });

  it("the plan of stages has a segment for each, named by its slope, with the first rise as the warm-up", () => {
    const stages = [
      { users: 10, overMs: 1000 },
      { users: 10, overMs: 5000 },
      { users: 50, overMs: 0 },
      { users: 50, overMs: 2000, kind: "spike" },
      { users: 10, overMs: 0 },
      { users: 10, overMs: 3000, name: "after", kind: "recovery" },
      { users: 20, overMs: 1000 },
      { users: 20, overMs: 1000 },
      { users: 0, overMs: 500 },
    ];
    const { segments, peakUsers } = plan({ stages });
    assert.deepEqual(
      segments.map(({ name, kind, startMs, measured }) => [name, kind, startMs, measured]),
      [
        ["warm-up", "warm-up", 0, false],
        ["plateau", "plateau", 1000, true],
        ["spike", "spike", 6000, true],
        ["after", "recovery", 8000, true],
        ["ramp", "ramp", 11_000, true],
        ["plateau-2", "plateau", 12_000, true],
        ["ramp-down", "ramp-down", 13_000, true],
      ],
    );
    assert.equal(peakUsers, 50);
  });

  it("every offset belongs to one segment, those outside to the first or last", () => {
    const { segments } = plan({ users: 10, spawnRatePerS: 10, durationMs: 3000 });
    assert.deepEqual(
      [-5, 0, 999, 1000, 2999, 3000, 9999].map((at) => segmentAt(segments, at)),
      [0, 0, 0, 1, 1, 1, 1],
    );
  });

  it("the plan of a constant arrival rate has no ramp", () => {
    const { level, segments } = plan({ model: "open", ratePerS: 50, durationMs: 2000 });
    assert.deepEqual(level, [
      { atMs: 0, level: 50 },
      { atMs: 2000, level: 50 },
    ]);
    assert.deepEqual(
      segments.map(({ name }) => name),
      ["plateau"],
    );
  });
});

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
  it("burst spawning starts users when Locust does", () => {
    const rates = fc.double({ min: 0.2, max: 150, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), rates, (users, spawnRatePerS) => {
        const curve = burstSpawn({ users, spawnRatePerS });
        const level = [...curve, { atMs: curve.at(-1)!.atMs + 1000, level: users }];
        naiveBursts(users, spawnRatePerS).forEach((startMs, user) => {
          const [time] = activeIntervals(level, user);
          assert.ok(Math.abs(time!.startMs - startMs) < 1e-6 * (1 + startMs));
        });
      }),
      { numRuns: 50 },
    );
  });

  it("even spawning starts one user every 1/rate", () => {
    const level = [...evenSpawn({ users: 5, spawnRatePerS: 2 }), { atMs: 9000, level: 5 }];
    const starts = [0, 1, 2, 3, 4].map((user) => activeIntervals(level, user)[0]!.startMs);
    assert.deepEqual(starts, [0, 500, 1000, 1500, 2000]);
  });
});
