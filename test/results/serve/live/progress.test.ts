import assert from "node:assert/strict";
import type { PlanFile } from "../../../../results/schema/run.ts";
import { progressOf } from "../../../../results/serve/live/progress.ts";
import type { LiveCell } from "../../../../results/serve/live/progress.ts";
import { aSecond, anOutputs } from "../../../helpers/builders.ts";

const outputs = anOutputs();
const plan: PlanFile = {
  ...outputs,
  ...{ kind: "stackmark-run-plan", schemaVersion: 1, cells: ["load-low-1", "load-low-2", "load-high-1"] },
  plan: {
    ...outputs.plan,
    levels: ["low", "high"].map((name, at) => ({ name, users: 10, spawnRatePerS: 1, durationMs: 20_000 * (at + 1) })),
  },
};
const cell = (name: string, atMs: number, over: Partial<LiveCell> = {}): LiveCell => ({
  ...{ cell: name, seconds: [aSecond({ atMs })], isClosed: false },
  ...over,
});

describe("the progress of a run", () => {
  it("what is left is the rest of the current cell and the length of each cell that has not begun", () => {
    const {
      level,
      cell: at,
      ...progress
    } = progressOf(plan, [cell("load-low-1", 20_000, { isClosed: true }), cell("load-low-2", 5000)]);
    assert.deepEqual(level, { name: "low", number: 1, of: 2 });
    assert.deepEqual(at, { number: 2, of: 3 });
    assert.deepEqual([progress.elapsedMs, progress.plannedMs, progress.leftMs], [25_000, 80_000, 55_000]);
  });

  it("a cell that was closed early leaves nothing to wait for", () => {
    assert.equal(progressOf(plan, [cell("load-low-1", 3000, { isClosed: true })]).leftMs, 60_000);
  });

  it("between two cells there is no current cell", () => {
    const { current, level } = progressOf(plan, [cell("load-low-1", 20_000, { isClosed: true })]);
    assert.deepEqual([current, level], [undefined, undefined]);
  });

  it("without a plan, what is left is unknown, not 0", () => {
    const { leftMs, plannedMs, cell: at } = progressOf(undefined, [cell("load-low-1", 3000)]);
    assert.deepEqual([leftMs, plannedMs, at], [null, null, { number: 1, of: 1 }]);
  });

  it("a load that runs past its length does not count beyond it", () => {
    assert.equal(progressOf(plan, [cell("load-high-1", 41_000)]).elapsedMs, 40_000);
  });
});
