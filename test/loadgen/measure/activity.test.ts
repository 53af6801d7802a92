import assert from "node:assert/strict";
import fc from "fast-check";
import { ActivityMap, SilenceMeter } from "../../../loadgen/measure/activity.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import type { Segment } from "../../../loadgen/schema/cell.ts";
import { clipSegments } from "../../../loadgen/schedule/plan.ts";
import { outcomeOf } from "../helpers/outcome-of.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

const seconds = 40;

interface Request {
  startMs: number;
  endMs: number;
}

/** Requests of a user, one after the other with pauses between, up to the last second. */
const requests = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 6000 }), fc.integer({ min: 0, max: 6000 })))
  .map((cycles): Request[] => {
    let atMs = 0;
    return cycles.flatMap(([pauseMs, durationMs]) => {
      const startMs = atMs + pauseMs;
      atMs = startMs + durationMs;
      return atMs < seconds * 1000 ? [{ startMs, endMs: atMs }] : [];
    });
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

/** The maps of a worker, second by second. */
function mapsOf(all: readonly Request[]): string[] {
  const map = new ActivityMap();
  const events = all
    .flatMap(({ startMs, endMs }) => [
      { atMs: startMs, begins: true },
      { atMs: endMs, begins: false },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  return Array.from({ length: seconds }, (_, second) => {
    for (let next = events[0]; next !== undefined && next.atMs < (second + 1) * 1000; next = events[0]) {
      events.shift();
      if (next.begins) map.begin(next.atMs - second * 1000);
      else map.end(next.atMs - second * 1000, true);
    }
    return map.flush();
  });
}

function naiveLongest(all: readonly Request[], of: readonly Segment[]): number | null {
  const silent = Array.from({ length: seconds * 1000 }, () => false);
  for (const { startMs, endMs } of all) silent.fill(true, startMs, endMs);
  for (const { endMs } of all) silent[endMs] = false;
  const runs = of
    .filter(({ measured, startMs, endMs }) => measured && startMs < endMs)
    .map(({ startMs, endMs }) => {
      const own = silent.slice(Math.floor(startMs), Math.ceil(endMs)).map((each) => (each ? "x" : " "));
      return Math.max(
        ...own
          .join("")
          .split(" ")
          .map((run) => run.length),
      );
    });
  return runs.length === 0 ? null : Math.max(...runs);
}

describe("silence of a target", () => {
  it("silence is the longest time with requests under way and no answer, of all workers, though old maps are discarded", () => {
    const load = fc.record({ first: requests, other: requests, third: requests, segments, cutMs: fc.nat(10_000) });
    fc.assert(
      fc.property(load, ({ first, other, third, segments, cutMs }) => {
        const meter = new SilenceMeter(segments);
        const [one, two] = [mapsOf(first), mapsOf([...other, ...third])];
        for (let at = 0; at < seconds; at += 1) {
          meter.add(at, one[at]!);
          // The other worker is two seconds behind.
          if (at >= 2) meter.add(at - 2, two[at - 2]!);
          if (at >= 2) meter.close(at - 2);
        }
        for (const at of [seconds - 2, seconds - 1]) meter.add(at, two[at]!);
        meter.close(seconds - 1);
        const reached = clipSegments(segments, seconds * 1000 - cutMs);
        assert.equal(meter.longestMs(reached), naiveLongest([...first, ...other, ...third], reached));
      }),
      { numRuns: 100 },
    );
  });

  it("silence is unknown where nothing was measured", () => {
    assert.equal(new SilenceMeter().longestMs([]), null);
  });

  for (const [title, hangUs, expectedMs] of [
    ["users that think for 2 s are no silence of a target that answers in 20 ms", 0, 20],
    ["a target that hangs for 3 s is silent for 3 s", 2_980_000, 3000],
  ] as const) {
    it(title, async () => {
      const scenario: Scenario = {
        name: "thinking",
        thinkTime: { kind: "constant", ms: 2000 },
        state: () => undefined,
        tasks: [{ name: "one", weight: 1, run: (user) => user.get("/") }],
      };
      const { spec, clock, seconds, run } = virtualRun({
        scenario,
        spec: { users: 1, durationMs: 30_000, warmUpMs: 1000 },
        answer: (_request, atUs) => ({ latencyUs: 20_000 + (atUs > 10e6 && atUs < 12e6 ? hangUs : 0) }),
      });
      await clock.advanceTo(60_000_000);
      const { result } = outcomeOf(spec, seconds, (await run.done).busyAtEnd);
      assert.equal(result.longestGapMs, expectedMs);
    });
  }
});
