import assert from "node:assert/strict";
import { Aggregate } from "../../../../loadgen/coordinator/aggregate/aggregate.ts";
import { steadyStateOf } from "../../../../loadgen/coordinator/aggregate/steady-state.ts";
import { Random } from "../../../../base/random.ts";
import { planOf } from "../../../../loadgen/schedule/plan.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";

async function judged(latencyUs: (atUs: number) => number, untilMs = Infinity, over: Record<string, unknown> = {}) {
  const { spec, clock, seconds } = virtualRun({
    spec: { users: 30, spawnRatePerS: 30, durationMs: 41_000, thinkTimeScale: 0.02, ...over },
    answer: (_, atUs) => ({ latencyUs: latencyUs(atUs) }),
  });
  await clock.advanceTo(45e6);
  const aggregate = new Aggregate(planOf(spec).segments);
  for (const second of seconds) aggregate.add(0, second);
  return steadyStateOf(aggregate.steadyState, untilMs);
}

describe("a plateau", () => {
  it("a plateau is steady when its halves are within 10 % in rate and median", async () => {
    const [plateau] = await judged(() => 20_000);
    assert.deepEqual([plateau!.segment, plateau!.holds, plateau!.p50Ms], ["plateau", true, [20, 20]]);
    assert.ok(plateau!.ratePerS.every((rate) => rate > 200));
  });

  it("a plateau is not steady when its second half is slower", async () => {
    const [plateau] = await judged((atUs) => (atUs < 21e6 ? 20_000 : 22_500));
    assert.equal(plateau!.holds, false);
  });

  it("a plateau is steady when its halves differ by no more than moves its median by the margin of a comparison", async () => {
    for (const secondUs of [18_500, 21_500]) {
      const [plateau] = await judged((atUs) => (atUs < 21e6 ? 20_000 : secondUs));
      assert.equal(plateau!.holds, true, String(secondUs));
    }
  });

  it("a plateau of very short times is steady when its halves differ by at most 0.4 ms", async () => {
    const [near, far] = [
      await judged((atUs) => (atUs < 21e6 ? 2000 : 2350)),
      await judged((atUs) => (atUs < 21e6 ? 2000 : 2500)),
    ];
    assert.deepEqual([near[0]!.holds, far[0]!.holds], [true, false]);
  });

  it("a plateau of few requests is not called unsteady for a difference that chance explains", async () => {
    const few = { users: 10, spawnRatePerS: 10, durationMs: 13_000, thinkTimeScale: 0.2 };
    const verdicts: (boolean | null)[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = new Random(seed, 0);
      const [plateau] = await judged(() => 10_000 + 20_000 * random.next(), Infinity, { ...few, seed });
      verdicts.push(plateau!.holds);
    }
    assert.ok(verdicts.filter((holds) => holds === null).length >= 10, "chance alone is often beyond 5 %");
    assert.ok(verdicts.filter((holds) => holds === false).length <= 1, String(verdicts));
    const [slower] = await judged((atUs) => (atUs < 7e6 ? 20_000 : 40_000), Infinity, few);
    assert.equal(slower!.holds, false);
  });

  it("a step of less than four seconds is not judged, because its halves are the start of its users", async () => {
    const stages = [3_000, 4_000].flatMap((overMs, i) => [
      { users: 10 * (i + 1), overMs: 0 },
      { users: 10 * (i + 1), overMs },
    ]);
    const ramp = { users: undefined, spawnRatePerS: undefined, durationMs: undefined, stages };
    const judgedSteps = await judged(() => 20_000, Infinity, ramp);
    assert.deepEqual(
      judgedSteps.map(({ segment }) => segment),
      ["plateau-2"],
    );
  });

  it("a plateau that was cut short is not judged", async () => {
    assert.deepEqual(await judged(() => 20_000, 30_000), []);
  });
});
