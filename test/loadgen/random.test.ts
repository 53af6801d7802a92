import assert from "node:assert/strict";
import { Random } from "../../loadgen/random.ts";
import { chiSquare } from "./helpers/chi-square.ts";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

describe("random numbers", () => {
  it("repeat for the same seed and stream", () => {
    assert.deepEqual(draw(new Random(5, 9), 100), draw(new Random(5, 9), 100));
  });

  it("differ between streams and between seeds from the first on", () => {
    const firsts = new Set<number>();
    for (let stream = 0; stream < 2000; stream += 1) firsts.add(new Random(1, stream).next());
    for (let seed = 2; seed < 2000; seed += 1) firsts.add(new Random(seed, 0).next());
    assert.ok(firsts.size > 3990);
  });

  it("are even over the range, also the first of each stream", () => {
    const first = Array.from({ length: 20_000 }, (_, stream) => new Random(3, stream).next());
    for (const values of [draw(new Random(1, 0), 20_000), first]) {
      const cells = Array.from({ length: 20 }, (_, cell) => ({
        seen: values.filter((value) => Math.floor(value * 20) === cell).length,
        expected: 1000,
      }));
      // 43.8: the 0.1 % point at 19 degrees of freedom.
      assert.ok(chiSquare(cells) < 43.8);
    }
  });

  it("give whole numbers with both bounds", () => {
    const random = new Random(2, 0);
    const seen = new Set(Array.from({ length: 1000 }, () => random.integer(1, 6)));
    assert.deepEqual([...seen].sort(), [1, 2, 3, 4, 5, 6]);
  });
});
