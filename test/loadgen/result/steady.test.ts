import assert from "node:assert/strict";
import { Aggregate } from "../../../loadgen/coordinator/aggregate.ts";
import { steadiness } from "../../../loadgen/result/steady.ts";
import { planOf } from "../../../loadgen/schedule/plan.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

async function judged(latencyUs: (atUs: number) => number, untilMs = Infinity) {
  const { spec, clock, seconds } = virtualRun({
    spec: { users: 30, spawnRatePerS: 30, durationMs: 41_000, thinkTimeScale: 0.02 },
    answer: (_, atUs) => ({ latencyUs: latencyUs(atUs) }),
  });
  await clock.advanceTo(45e6);
  const aggregate = new Aggregate(planOf(spec).segments);
  for (const second of seconds) aggregate.add(0, second);
  return steadiness(aggregate.halves, untilMs);
}

describe("a plateau", () => {
  it("is steady when its halves are within 5 % in rate and median", async () => {
    const [plateau] = await judged(() => 20_000);
    assert.deepEqual([plateau!.segment, plateau!.holds, plateau!.p50Ms], ["plateau", true, [20, 20]]);
    assert.ok(plateau!.ratePerS.every((rate) => rate > 200));
  });

  it("is not when its second half is slower", async () => {
    const [plateau] = await judged((atUs) => (atUs < 21e6 ? 20_000 : 22_000));
    assert.equal(plateau!.holds, false);
  });

  it("is not judged when it was cut short", async () => {
    assert.deepEqual(await judged(() => 20_000, 30_000), []);
  });
});
