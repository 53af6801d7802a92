import assert from "node:assert/strict";
import { Random } from "../../base/random.ts";
import { drawLoad, simulate } from "../../bench/simulated/loads.ts";
import { isFound, MUTANTS } from "../../bench/simulated/mutants.ts";
import { rulesBroken } from "../../bench/simulated/rules.ts";

/** Requests per second at most: a short version of bench/health.ts. */
const MOST_PER_S = 150;

describe("health rules and audits", () => {
  it("thirty simulated loads on a busy but healthy machine are complete", async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const load = drawLoad(seed, MOST_PER_S);
      assert.deepEqual(rulesBroken(await simulate(load)), [], JSON.stringify(load));
    }
  });

  for (const mutant of MUTANTS) {
    it(`simulated loads with ${mutant.name} are found`, async () => {
      const loads = Array.from({ length: 12 }, (_, index) => drawLoad(2_000_000 + index, MOST_PER_S));
      for (const load of loads.filter((each) => mutant.appliesTo?.(each) ?? true).slice(0, 5)) {
        const result = await simulate(load, mutant.faultsOf(load, new Random(load.seed, 3)));
        assert.ok(isFound(mutant, result), JSON.stringify(load));
      }
    });
  }
});
