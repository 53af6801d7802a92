import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../../base/random.ts";
import { arrivalTimes, plannedArrivals } from "../../../loadgen/schedule/arrivals.ts";
import { levelAt, type Curve } from "../../../loadgen/schedule/curve.ts";

const constant = (ratePerS: number, overMs: number): Curve => [
  { atMs: 0, level: ratePerS },
  { atMs: overMs, level: ratePerS },
];

const curves: fc.Arbitrary<Curve> = fc
  .array(fc.record({ level: fc.integer({ min: 0, max: 40 }), overMs: fc.integer({ min: 1, max: 3000 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((stages) => {
    let atMs = 0;
    return [{ atMs: 0, level: 0 }, ...stages.map(({ level, overMs }) => ({ atMs: (atMs += overMs), level }))];
  });

/** Area under the curve up to a time, by thin slices. */
function areaUpTo(curve: Curve, untilMs: number): number {
  const slices = 3000;
  let sum = 0;
  for (let slice = 0; slice < slices; slice += 1) sum += levelAt(curve, ((slice + 0.5) * untilMs) / slices);
  return (sum * untilMs) / slices / 1000;
}

describe("arrivals", () => {
  it("arrivals at a constant rate are evenly spaced, the first at once, none at the end", () => {
    const times = [...arrivalTimes(constant(500, 2000), undefined)];
    assert.equal(times.length, 1000);
    times.forEach((atMs, number) => assert.ok(Math.abs(atMs - number * 2) < 1e-9));
  });

  it("arrivals come where the area under the curve reaches their number", () => {
    fc.assert(
      fc.property(curves, (curve) => {
        const end = curve.at(-1)!.atMs;
        const times = [...arrivalTimes(curve, undefined)];
        assert.ok(Math.abs(times.length - Math.ceil(areaUpTo(curve, end))) <= 1);
        times.forEach((atMs, number) => {
          assert.ok(atMs >= (times[number - 1] ?? 0) && atMs <= end);
          if (number % 7 === 0) assert.ok(Math.abs(areaUpTo(curve, atMs) - number) < 0.1);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("arrivals do not drift over a million of them", () => {
    let last = 0;
    for (const atMs of arrivalTimes(constant(3333, 300_000), undefined)) last = atMs;
    assert.ok(Math.abs(last - (999_899 * 1000) / 3333) < 1e-3);
  });

  it("random arrivals are a Poisson process: as many as the rate says, with exponential gaps", () => {
    const times = [...arrivalTimes(constant(100, 1_000_000), new Random(1, 0))];
    assert.ok(Math.abs(times.length - 100_000) < 4 * Math.sqrt(100_000));
    const gaps = times.slice(1).map((atMs, index) => atMs - times[index]!);
    for (const [limitMs, share] of [
      [1, 1 - Math.exp(-0.1)],
      [10, 1 - Math.exp(-1)],
      [30, 1 - Math.exp(-3)],
    ] as const) {
      const seen = gaps.filter((gap) => gap <= limitMs).length / gaps.length;
      assert.ok(Math.abs(seen - share) < 0.006, `${seen} of gaps within ${limitMs} ms, expected ${share}`);
    }
  });

  it("random arrivals repeat for the same seed", () => {
    const draw = () => [...arrivalTimes(constant(50, 5000), new Random(9, 0))];
    assert.deepEqual(draw(), draw());
  });

  it("planned arrivals are counted from the schedule alone, up to any time", () => {
    assert.equal(plannedArrivals(constant(500, 2000), undefined), 1000);
    assert.equal(plannedArrivals(constant(500, 2000), undefined, 1000), 500);
  });
});
