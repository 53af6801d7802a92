import assert from "node:assert/strict";
import type { LoadHooks } from "@stackmark/loadgen";
import { rehearsalOf } from "../../../../infra/load/spec.ts";
import { isFlat, rehearse, type RehearsalTools } from "../../../../infra/load/measure/rehearsal.ts";
import type { StopReason } from "../../../../infra/load/stop.ts";
import { anOutcome, aPlan, someInputs } from "../../helpers/builders.ts";

const spec = { model: "closed", users: 60, warmUpMs: 1000, durationMs: 13_000, gracefulStopMs: 1000 };
const p50s = (...values: (number | null)[]) => values.map((p50Ms, i) => ({ atMs: 1000 * (i + 2), p50Ms }));

/** A load whose seconds have these medians; it ends early when it is aborted. */
function scripted(medians: readonly number[], reason: StopReason | null = null) {
  const lines: string[] = [];
  let sentSeconds = 0;
  const tools: RehearsalTools = {
    watchStop: () => ({ signal: new AbortController().signal, reason, [Symbol.dispose]: () => undefined }),
    runLoad: (_spec, hooks: LoadHooks = {}) => {
      for (const [i, p50Ms] of medians.entries()) {
        if (hooks.signal?.aborted) break;
        sentSeconds = i + 1;
        hooks.onSecond?.({ atMs: 1000 * (i + 1), p50Ms } as Parameters<NonNullable<LoadHooks["onSecond"]>>[0]);
      }
      return Promise.resolve(anOutcome());
    },
    print: () => undefined,
  };
  const run = () => rehearse(someInputs(), spec, tools, (line) => lines.push(line));
  return { run, lines, seconds: () => sentSeconds };
}

describe("the rehearsal", () => {
  it("is the load of the highest level, before the first cell only, and as long as all users need to start and more", () => {
    const level = (name: string, users: number) => ({ name, users, spawnRatePerS: 20, durationS: 30 });
    const plan = aPlan({ load: { levels: [level("high", 60), level("low", 10)], rehearsalS: 12 } });
    const { users, warmUpMs, durationMs } = rehearsalOf(plan)!;
    assert.deepEqual([users, warmUpMs, durationMs], [60, 3000, 15_000]);
    assert.equal(rehearsalOf(aPlan({ load: { rehearsalS: 0 } })), null);
  });

  it("ends as soon as the latency is flat, after its users have started", async () => {
    const { run, lines, seconds } = scripted([99, 9, 8, 7, 6, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4]);
    assert.equal(await run(), null);
    assert.equal(seconds(), 11);
    assert.deepEqual(lines, ["rehearsal: the latency is flat after 10 s, p50 4 ms"]);
  });

  it("says if the latency is not flat when its time is over", async () => {
    const { run, lines } = scripted([99, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert.equal(await run(), null);
    assert.match(lines.at(-1)!, /the latency was not yet flat after 12 s, p50 1 ms$/);
  });

  it("sends nothing if the stack's load was stopped before, and returns why", async () => {
    const reason: StopReason = { code: "stop-requested", message: "asked" };
    const { run, seconds } = scripted([1, 1, 1], reason);
    assert.deepEqual([await run(), seconds()], [reason, 0]);
  });

  it("a latency that changes by at most 3 % is flat; one that falls or rises by more, or is unknown, is not", () => {
    const longestMs = 12_000;
    assert.equal(isFlat(p50s(4, 4, 4, 5, 6, 7), longestMs), false);
    assert.equal(isFlat(p50s(4, 4, 4, 3.9, 3.9, 3.9), longestMs), true);
    assert.equal(isFlat(p50s(4, 4, 4, 3.8, 3.8, 3.8), longestMs), false);
    assert.equal(isFlat(p50s(4, 4, 4, null, null, null), longestMs), false);
    assert.equal(isFlat(p50s(4, 4, 4, 4, 4), longestMs), false, "there are too few seconds");
  });
});
