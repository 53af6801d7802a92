import assert from "node:assert/strict";
import { mulberry32, Random } from "../../base/random.ts";
import { chiSquare } from "../loadgen/helpers/chi-square.ts";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.next());

/** 43.8: the 0.1 % point of chi-square at 19 degrees of freedom. */
function assertUniform(values: readonly number[]): void {
  const cells = Array.from({ length: 20 }, (_, cell) => ({
    seen: values.filter((value) => Math.floor(value * 20) === cell).length,
    expected: values.length / 20,
  }));
  assert.ok(chiSquare(cells) < 43.8);
}

describe("Random", () => {
  it("Random repeats its numbers for the same seed and stream", () => {
    assert.deepEqual(draw(new Random(5, 9), 100), draw(new Random(5, 9), 100));
  });

  it("Random differs between streams and between seeds from the first number on", () => {
    const firsts = new Set<number>();
    for (let stream = 0; stream < 2000; stream += 1) firsts.add(new Random(1, stream).next());
    for (let seed = 2; seed < 2000; seed += 1) firsts.add(new Random(seed, 0).next());
    assert.ok(firsts.size > 3990);
  });

  it("Random is uniform over its range, also in the first number of each stream", () => {
    assertUniform(draw(new Random(1, 0), 20_000));
    assertUniform(Array.from({ length: 20_000 }, (_, stream) => new Random(3, stream).next()));
  });

  it("Random.integer includes both bounds", () => {
    const random = new Random(2, 0);
    const seen = new Set(Array.from({ length: 1000 }, () => random.integer(1, 6)));
    assert.deepEqual([...seen].sort(), [1, 2, 3, 4, 5, 6]);
  });

  it("Random.pick reaches every choice, and Random.between stays between its bounds", () => {
    const random = new Random(4, 0);
    assert.deepEqual([...new Set(Array.from({ length: 100 }, () => random.pick(["a", "b"])))].sort(), ["a", "b"]);
    for (let round = 0; round < 100; round += 1) {
      const value = random.between(-2, 3);
      assert.ok(value >= -2 && value < 3);
    }
  });
});

describe("mulberry32", () => {
  it("mulberry32 never changes its numbers, because archived results and emulated links depend on them", () => {
    const next = mulberry32(1);
    assert.deepEqual([next(), next(), next()], [0.6270739405881613, 0.002735721180215478, 0.5274470399599522]);
  });

  it("mulberry32 is uniform over its range", () => {
    const next = mulberry32(7);
    assertUniform(Array.from({ length: 20_000 }, () => next()));
  });
});
