import assert from "node:assert/strict";
import { levelAt } from "../../../loadgen/schedule/curve.ts";
import { planOf } from "../../../loadgen/schedule/plan.ts";
import {
  SHAPE_DEFAULTS,
  shapeProblems,
  SHAPES,
  shapeStages,
  spikeShape,
  stepShape,
  stressShape,
  type Shape,
  type ShapeName,
  type ShapeStage,
} from "../../../loadgen/schema/shapes.ts";
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

describe("the numbers of a shape", () => {
  const of = (shape: ShapeName, over: Partial<Shape> = {}): Shape => ({ shape, ...SHAPE_DEFAULTS[shape], ...over });

  it("the defaults of every shape are possible, and make its stages", () => {
    for (const shape of SHAPES) {
      assert.deepEqual(shapeProblems(of(shape)), [], shape);
      const stages = shapeStages(of(shape));
      assert.equal(stages === undefined, shape === "ramp" || shape === "soak", shape);
      if (stages) assert.ok(plan(stages).durationMs > 0);
    }
  });

  it("numbers that do not fit together are all reported, by the names that the reader knows", () => {
    const spike = of("spike", { users: 50, spikeUsers: 20, durationMs: 10_000 });
    assert.deepEqual(
      shapeProblems(spike, (field) => `--${field}`).map(({ field, message }) => [field, message]),
      [
        ["spikeUsers", "must be above --users, 50, got 20"],
        ["durationMs", "must be above the ramp and the spike, 35 s, got 10 s"],
      ],
    );
    assert.deepEqual(
      shapeProblems(of("steps", { users: 3 })).map(({ field }) => field),
      ["steps"],
    );
  });
});
