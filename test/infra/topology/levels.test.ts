import assert from "node:assert/strict";
import { highestOf } from "../../../infra/topology/levels.ts";
import { notPlannedText } from "../../../results/schema/analysis-plan.ts";
import { aPlan } from "../helpers/builders.ts";

const planned = (levels: Record<string, unknown>[], load: Record<string, unknown> = {}) =>
  aPlan({ load: { levels, ...load } }).load;

describe("planned levels", () => {
  it("a constant level has its users and times, and nothing else", () => {
    const { levels } = planned([{ name: "low", users: 10, spawnRatePerS: 2, durationS: 60 }]);
    assert.deepEqual(levels, [{ name: "low", users: 10, spawnRatePerS: 2, durationMs: 60_000 }]);
  });

  it("the users of a level that changes are the most at a time", () => {
    const { levels } = planned([
      { name: "spike", shape: "spike", users: 20, spikeUsers: 90 },
      {
        name: "own",
        stages: [
          { overS: 1, users: 5 },
          { overS: 1, users: 3 },
        ],
      },
      { name: "rates", stages: [{ overS: 1, ratePerS: 5 }] },
    ]);
    assert.deepEqual(
      levels.map(({ users, ratePerS, shape, durationMs }) => [users, ratePerS, shape, durationMs]),
      [
        [90, undefined, "spike", 180_000],
        [5, undefined, "stages", 2000],
        [null, 5, "stages", 1000],
      ],
    );
  });

  it("constant levels are measured from low to high, then those that change, and those that end at their limit last", () => {
    const { cells } = planned(
      [
        { name: "stress", shape: "stress", durationS: 10 },
        { name: "spike", shape: "spike", users: 5, spikeUsers: 10 },
        { name: "high", users: 200, spawnRatePerS: 20 },
        { name: "low", users: 10, spawnRatePerS: 5 },
      ],
      { objectives: ["p95<500ms"], repeats: 2 },
    );
    const order = ["low", "high", "spike", "stress"];
    assert.deepEqual(
      cells.map(({ level }) => level),
      [...order, ...order],
    );
  });

  it("the highest level is a constant one, if there is one", () => {
    const [stress, low, high] = [
      { name: "stress", users: 3600, spawnRatePerS: null, durationMs: 1, stages: [] },
      { name: "low", users: 10, spawnRatePerS: 1, durationMs: 1 },
      { name: "high", users: 20, spawnRatePerS: 1, durationMs: 1 },
    ];
    assert.equal(highestOf([stress, low, high]).name, "high");
    assert.equal(highestOf([stress]).name, "stress");
  });

  it("levels that change get no default primaries, which says why", () => {
    const { comparison } = aPlan({
      load: {
        levels: [
          { name: "spike", shape: "spike", users: 100 },
          { name: "open", ratePerS: 100 },
        ],
      },
    });
    assert.deepEqual(comparison.primaries, [
      { level: "open", metric: "p50" },
      { level: "open", metric: "p95" },
    ]);
    assert.deepEqual(
      comparison.notPlanned.map(({ level, reason }) => [level, reason]),
      [
        ["spike", "its load changes"],
        ["spike", "its load changes"],
      ],
    );
  });

  it("a load that the file of a tool decides has its median as the only default primary", () => {
    const { comparison } = aPlan({ load: { tool: "k6", file: "./shop.k6.js" } });
    assert.deepEqual(comparison.primaries, [{ level: "script", metric: "p50" }]);
    assert.deepEqual(comparison.notPlanned.map(notPlannedText), [
      "not planned: script p95, the file of the load decides how many requests there are",
    ]);
  });

  it("all that a tool sends counts as measured, because nothing of it is a warm-up", () => {
    const levels = [{ name: "low", users: 10, durationS: 10 }];
    const { comparison } = aPlan({ load: { tool: "k6", file: "./shop.k6.js", levels } });
    assert.ok(comparison.notPlanned.length > 0);
    for (const { samples } of comparison.notPlanned) assert.ok(samples > 0);
  });

  it("a plan with a tool has a note on what the tool does not say", () => {
    const plan = aPlan({ load: { tool: "locust", file: "./shop.py" } });
    assert.match(plan.notes[0]!, /^Locust sends the load of \.\/shop\.py: there is no rehearsal/);
  });
});
