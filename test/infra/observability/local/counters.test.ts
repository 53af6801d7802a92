import assert from "node:assert/strict";
import fc from "fast-check";
import { Counters } from "../../../../infra/observability/local/sample.ts";

describe("counters over restarts", () => {
  it("go on where a restarted process begins at 0 again", () => {
    const counters = new Counters();
    assert.deepEqual(
      [5, 9, 2, 2, 6].map((raw) => counters.add("a", raw)),
      [5, 9, 11, 11, 15],
    );
  });

  it("are apart by key", () => {
    const counters = new Counters();
    counters.add("a", 5);
    assert.equal(counters.add("b", 3), 3);
  });

  it("add up what every life of a process counted", () => {
    // Each life is scraped at its 0 and has counted something when it ends, so that every restart shows.
    const life = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 5 }), (lives) => {
        const counters = new Counters();
        let shown = 0;
        for (const increases of lives) {
          let raw = 0;
          for (const increase of [0, ...increases]) shown = counters.add("a", (raw += increase));
        }
        assert.equal(
          shown,
          lives.flat().reduce((sum, increase) => sum + increase, 0),
        );
      }),
    );
  });
});
