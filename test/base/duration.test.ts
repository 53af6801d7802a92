import assert from "node:assert/strict";
import fc from "fast-check";
import { formatClock, formatDuration, parseDurationMs } from "../../base/duration.ts";

/** A duration as Go's `time.Duration.String` writes it, in the units that the parser reads. */
function asGoWrites(ms: number): string {
  const [h, m] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60];
  const rest = ms % 60_000;
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${rest >= 1000 || ms >= 60_000 ? `${rest / 1000}s` : `${rest}ms`}`;
}

describe("durations", () => {
  it("parseDurationMs parses durations as people and Go write them", () => {
    const read = ["90s", "3m", "1h30m", "250ms", "1.5s", "20us", "20µs", "500ns", "0s"].map(parseDurationMs);
    assert.deepEqual(read, [90_000, 180_000, 5_400_000, 250, 1500, 0.02, 0.02, 0.0005, 0]);
  });

  it("parseDurationMs rejects a text if any part of it is not a duration", () => {
    for (const text of ["", "45", "3y", "m", "5 m", "1h30", "-5s", "s3", "1h 30m"])
      assert.equal(parseDurationMs(text), undefined, text);
  });

  it("parseDurationMs parses every duration that Go writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 3_600_000 }), (ms) => {
        const read = parseDurationMs(asGoWrites(ms));
        assert.ok(read !== undefined && Math.abs(read - ms) < 1e-6, `${asGoWrites(ms)}: ${read}`);
      }),
    );
  });

  it("formatDuration shows at most two units", () => {
    const shown = [0, 850, 999.4, 12_000, 180_000, 200_000, 3_900_000, 7_199_000].map(formatDuration);
    assert.deepEqual(shown, [
      ...["0 ms", "850 ms", "999 ms", "12 s", "3 min", "3 min 20 s"],
      ...["1 h 5 min", "2 h 0 min"],
    ]);
  });

  it("formatDuration carries over and never shows 60 s or 60 min", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 3_600_000 }), (ms) => {
        assert.doesNotMatch(formatDuration(ms), /(^| )60 (s|min)/);
      }),
    );
  });

  it("formatClock shows minutes and seconds, and hours from one hour on", () => {
    assert.deepEqual([0, -5, 65_400, 3_725_000].map(formatClock), ["0:00", "0:00", "1:05", "1:02:05"]);
  });
});
