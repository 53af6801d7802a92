import assert from "node:assert/strict";
import { parseSpec } from "@stackmark/loadgen";
import { specOf } from "../../../infra/load/cells.ts";
import { aPlan } from "../helpers/builders.ts";

const cell = (level: string, repeat = 1) => ({ cell: `load-${level}-${repeat}`, level, repeat, order: 0 });

describe("specOf", () => {
  const plan = aPlan({ load: { thinkTimeFactor: 0.1, repeats: 2 } });

  it("the specification of a cell is valid for the load generator", () => {
    for (const level of ["low", "medium", "high"])
      assert.equal(parseSpec({ ...specOf(plan, cell(level)), target: "http://127.0.0.1:1" }).thinkTimeScale, 0.1);
  });

  it("the specification of a cell has the level's users and the default durations", () => {
    const { users, spawnRatePerS, durationMs, warmUpMs } = specOf(plan, cell("high"));
    assert.deepEqual([users, spawnRatePerS, durationMs, warmUpMs], [200, 10, 180_000, 20_000]);
  });

  it("the seed of a cell is the same in two stacks, and differs between levels and repeats", () => {
    const seeds = [cell("low"), cell("low", 2), cell("high")].map((each) => specOf(plan, each).seed);
    assert.equal(new Set(seeds).size, 3);
    assert.equal(specOf(aPlan({ workload: { port: 8080 } }), cell("low")).seed, seeds[0]);
  });
});
