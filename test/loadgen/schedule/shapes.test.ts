import assert from "node:assert/strict";
import { levelAt } from "../../../loadgen/schedule/curve.ts";
import { planOf } from "../../../loadgen/schedule/plan.ts";
import { spikeShape, stepShape, stressShape, type ShapeStage } from "../../../loadgen/schedule/shapes.ts";
import { parseSpec } from "../../../loadgen/schema/spec.ts";

const plan = (stages: ShapeStage[]) =>
  planOf(parseSpec({ model: "closed", scenario: "get", target: "http://shop.test/", stages }));
const names = (stages: ShapeStage[]) => plan(stages).segments.map(({ name }) => name);

describe("a shape", () => {
  it("the steps shape is JMeter's: 10 000 users in 10 steps over 20 s, held for 10 s", () => {
    const { level, durationMs, segments } = plan(
      stepShape({ users: 10_000, steps: 10, rampMs: 20_000, holdMs: 10_000 }),
    );
    const seen = [0, 1999, 2000, 3999, 18_000, 29_000].map((atMs) => levelAt(level, atMs));
    assert.deepEqual(seen, [1000, 1000, 2000, 2000, 10_000, 10_000]);
    assert.deepEqual([durationMs, segments.length], [30_000, 10]);
    assert.ok(segments.every(({ kind, measured }) => kind === "plateau" && measured));
  });

  it("the stress shape adds one user per second, measured from the first", () => {
    const { level, segments } = plan(stressShape({ perS: 1, durationMs: 600_000 }));
    assert.deepEqual(
      [60_000, 599_000].map((atMs) => levelAt(level, atMs)),
      [60, 599],
    );
    assert.deepEqual(
      segments.map(({ name, measured }) => [name, measured]),
      [["ramp", true]],
    );
  });

  it("the spike shape goes up and down at once, between a plateau and its recovery", () => {
    const stages = spikeShape({ users: 20, spawnRatePerS: 10, spikeUsers: 200, holdMs: 30_000, durationMs: 180_000 });
    assert.deepEqual(names(stages), ["warm-up", "plateau", "spike", "recovery"]);
    const { level, durationMs } = plan(stages);
    assert.equal(durationMs, 180_000);
    assert.deepEqual(
      [75_999, 76_001, 105_999, 106_001].map((atMs) => levelAt(level, atMs)),
      [20, 200, 200, 20],
    );
  });
});
