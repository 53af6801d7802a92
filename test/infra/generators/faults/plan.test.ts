import assert from "node:assert/strict";
import { FAULTS, faultsOf } from "./plan.ts";

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe("the faults of a seed", () => {
  it("a seed has the same faults each time", () => {
    for (const seed of SEEDS) assert.deepEqual(faultsOf(seed, 3), faultsOf(seed, 3));
  });

  it("twenty seeds have each fault on each of three machines", () => {
    const faults = SEEDS.flatMap((seed) => faultsOf(seed, 3));
    const found = new Set(faults.map(({ fault, machine }) => `${fault} ${machine}`));
    assert.equal(found.size, 3 * FAULTS.length, [...found].sort().join(", "));
  });
});
