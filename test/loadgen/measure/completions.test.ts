import assert from "node:assert/strict";
import fc from "fast-check";
import { CompletionGaps, CompletionMap } from "../../../loadgen/measure/completions.ts";
import type { Segment } from "../../../loadgen/schema/cell.ts";
import { clipSegments } from "../../../loadgen/schedule/plan.ts";

const seconds = 40;

/** Milliseconds of the load at which something ended: dense for a while, then nothing for a while. */
const completions = fc
  .array(
    fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 1, max: 900 })),
  )
  .map((bursts) => {
    const ended = new Set<number>();
    let at = 0;
    for (const [busyMs, idleMs, everyMs] of bursts) {
      for (const until = at + busyMs; at < until; at += everyMs) ended.add(at);
      at += idleMs;
    }
    return ended;
  });

const segments = fc
  .array(fc.record({ lengthMs: fc.integer({ min: 1, max: 25_000 }), measured: fc.boolean() }), { maxLength: 4 })
  .map((parts): Segment[] => {
    let atMs = 0;
    return parts.map(({ lengthMs, measured }, index) => {
      const startMs = atMs;
      atMs += lengthMs - 0.5;
      return { name: `${index}`, kind: "plateau", startMs, endMs: atMs, measured };
    });
  });

function mapOf(ended: ReadonlySet<number>, second: number): string {
  const map = new CompletionMap();
  for (let ms = 0; ms < 1000; ms += 1) if (ended.has(second * 1000 + ms)) map.mark(ms);
  return map.flush();
}

function naiveLongest(workers: readonly ReadonlySet<number>[], of: readonly Segment[]): number | null {
  const gaps = of
    .filter(({ measured, startMs, endMs }) => measured && startMs < endMs)
    .map(({ startMs, endMs }) => {
      const first = Math.floor(startMs);
      const last = Math.ceil(endMs);
      const ends = workers
        .flatMap((ended) => [...ended])
        .filter((ms) => ms >= first && ms < last && ms < seconds * 1000);
      const marks = [first - 1, ...ends.sort((a, b) => a - b), last];
      return Math.max(...marks.slice(1).map((mark, index) => mark - marks[index]! - 1));
    });
  return gaps.length === 0 ? null : Math.max(...gaps);
}

describe("completion gaps", () => {
  it("completion gaps are those of all maps together, though maps of closed seconds are discarded", () => {
    const load = fc.record({ first: completions, second: completions, segments, cutMs: fc.nat(10_000) });
    fc.assert(
      fc.property(load, ({ first, second, segments, cutMs }) => {
        const gaps = new CompletionGaps(segments);
        for (let at = 0; at < seconds; at += 1) {
          gaps.add(at, mapOf(first, at));
          // The other worker is two seconds behind.
          if (at >= 2) gaps.add(at - 2, mapOf(second, at - 2));
          if (at >= 2) gaps.close(at - 2);
        }
        for (const at of [seconds - 2, seconds - 1]) gaps.add(at, mapOf(second, at));
        gaps.close(seconds - 1);
        const reached = clipSegments(segments, seconds * 1000 - cutMs);
        assert.equal(gaps.longestMs(reached), naiveLongest([first, second], reached));
      }),
      { numRuns: 100 },
    );
  });

  it("completion gaps are unknown where nothing was measured", () => {
    assert.equal(new CompletionGaps().longestMs([]), null);
  });
});
