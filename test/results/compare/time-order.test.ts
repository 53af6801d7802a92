import assert from "node:assert/strict";
import { inOrderOfTime } from "../../../results/compare/index.ts";
import { aCell, aResult, anOutputs } from "../../helpers/builders.ts";

const run = (runId: string, ...hours: (number | null)[]) => ({
  outputs: anOutputs({
    runId,
    load: hours.map((hour) => {
      const startedAt = hour === null ? null : new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
      return aCell({ runId, result: { ...aResult(), startedAt: startedAt! } });
    }),
  }),
});
const order = (...runs: ReturnType<typeof run>[]) => inOrderOfTime(runs).map(({ outputs }) => outputs.runId);

describe("runs in order of time", () => {
  it("runs are ordered by the start of their first cell, whatever order they are given in", () => {
    assert.deepEqual(order(run("after", 9), run("before", 12, 8), run("last", 10)), ["before", "after", "last"]);
  });

  it("runs keep their order if the time of a cell is unknown, or if a run has no cell", () => {
    assert.deepEqual(order(run("a", 9), run("b", 8, null)), ["a", "b"]);
    assert.deepEqual(order(run("a", 9), run("b")), ["a", "b"]);
  });
});
