import assert from "node:assert/strict";
import fc from "fast-check";
import { levelAt, peakOf, activeIntervals, userMs, type Curve } from "../../../loadgen/schedule/curve.ts";

/** Curves from 0, with slopes, holds and steps. */
const curves: fc.Arbitrary<Curve> = fc
  .array(fc.record({ level: fc.integer({ min: 0, max: 12 }), overMs: fc.integer({ min: 0, max: 5000 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((stages) => {
    let atMs = 0;
    return [{ atMs: 0, level: 0 }, ...stages.map(({ level, overMs }) => ({ atMs: (atMs += overMs), level }))];
  });

describe("stage times", () => {
  it("as many users are active at any time as the curve says, rounded up", () => {
    fc.assert(
      fc.property(curves, fc.double({ min: 0, max: 1, noNaN: true }), (curve, share) => {
        const atMs = share * curve.at(-1)!.atMs;
        const near = curve.some((point) => Math.abs(point.atMs - atMs) < 1e-6);
        const level = levelAt(curve, atMs);
        // At a bend or where a user just comes or goes, "before" and "after" are both right.
        if (near || Math.abs(level - Math.round(level)) < 1e-6) return;
        const users = Array.from({ length: Math.ceil(peakOf(curve)) }, (_, user) => activeIntervals(curve, user));
        const present = users.filter((times) => times.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs));
        assert.equal(present.length, Math.ceil(level));
      }),
      { numRuns: 500 },
    );
  });

  it("the time that all users run between two times is the sum of their active intervals", () => {
    const ends = fc.tuple(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 40_000 }));
    fc.assert(
      fc.property(curves, ends, (curve, [a, b]) => {
        const [fromMs, toMs] = [Math.min(a, b, curve.at(-1)!.atMs), Math.min(Math.max(a, b), curve.at(-1)!.atMs)];
        let sum = 0;
        for (let user = 0; user < peakOf(curve); user += 1) {
          for (const { startMs, endMs } of activeIntervals(curve, user)) {
            sum += Math.max(0, Math.min(endMs, toMs) - Math.max(startMs, fromMs));
          }
        }
        const found = userMs(curve, fromMs, toMs);
        assert.ok(Math.abs(found - sum) < 1e-3, `${found} for ${sum}`);
      }),
      { numRuns: 500 },
    );
  });

  it("a user's active intervals are in order, disjoint and not empty", () => {
    fc.assert(
      fc.property(curves, fc.integer({ min: 0, max: 12 }), (curve, user) => {
        let last = -1;
        for (const { startMs, endMs } of activeIntervals(curve, user)) {
          assert.ok(startMs >= last && endMs > startMs);
          last = endMs;
        }
      }),
    );
  });

  it("the users of a ramp start evenly, the first at once", () => {
    const curve = [
      { atMs: 0, level: 0 },
      { atMs: 10_000, level: 100 },
      { atMs: 30_000, level: 100 },
    ];
    const starts = Array.from({ length: 100 }, (_, user) => activeIntervals(curve, user)[0]!.startMs);
    assert.deepEqual(
      starts,
      Array.from({ length: 100 }, (_, user) => user * 100),
    );
  });

  it("the last user to start is the first to stop", () => {
    const curve = [
      { atMs: 0, level: 0 },
      { atMs: 1000, level: 10 },
      { atMs: 2000, level: 0 },
    ];
    const ends = Array.from({ length: 10 }, (_, user) => activeIntervals(curve, user)[0]!.endMs);
    assert.deepEqual(
      ends,
      ends.toSorted((a, b) => b - a),
    );
  });
});
