import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { LoadOutcome } from "@stackmark/loadgen";
import { runsDir } from "../../../infra/home.ts";
import type { CellInputs, CellOutputs } from "../../../infra/load/cell.ts";
import { create, update } from "../../../infra/load/lifecycle.ts";
import { readCell } from "../../../results/archive/index.ts";
import { anOutcome, someInputs } from "../helpers/builders.ts";
import { withHome } from "../helpers/home.ts";
import { scripted } from "./scripted.ts";

describe("update of a LoadRun", () => {
  const home = withHome();
  const inputs = someInputs();
  const resultOf = async ({ runId, cell }: CellOutputs) =>
    (await readCell(join(runsDir(home.path), runId, "cells", cell), cell)).output!.result;
  const created = async (outcome: LoadOutcome, of: CellInputs = inputs) =>
    (await create(of, scripted(outcome).tools)).outs;

  it("update returns a complete result unchanged, without a request", async () => {
    const olds = await created(anOutcome());
    const { tools, specs } = scripted(new Error("a request was sent"));
    assert.deepEqual((await update(olds, inputs, tools)).outs, olds);
    assert.equal(specs.length, 0);
  });

  it("update resumes a partial result with a warm-up and the missing time, and joins both parts in the same run", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools, specs } = scripted(anOutcome("complete", 5_000));
    const { outs } = await update(olds, inputs, tools);
    assert.equal(specs[0]?.durationMs, 1_000 + 5_000);
    assert.equal(outs.runId, olds.runId);
    assert.equal(outs.status, "complete");
    assert.equal((await resultOf(outs)).measuredMs, 9_000);
    assert.equal((await resultOf(outs)).spec.durationMs, inputs.spec.durationMs);
  });

  it("update measures the whole cell again on other machines, and sets the earlier attempt aside", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools, specs } = scripted(anOutcome());
    const { outs } = await update(olds, { ...inputs, instances: ["server/2"] }, tools);
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
    assert.deepEqual(
      [outs.status, (await resultOf(outs)).measuredMs, outs.instances],
      ["complete", 9_000, ["server/2"]],
    );
    const cell = join(runsDir(home.path), outs.runId, "cells", outs.cell);
    assert.equal(existsSync(join(cell, "attempts/1/result.json")), true);
  });

  it("update measures an invalid cell again as a whole", async () => {
    const olds = await created(anOutcome("invalid"));
    const { tools, specs } = scripted(anOutcome());
    const { outs } = await update(olds, inputs, tools);
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
    assert.deepEqual([outs.status, (await resultOf(outs)).measuredMs], ["complete", 9_000]);
  });

  it("update measures a cell that was stopped in its warm-up again as a whole", async () => {
    const olds = await created(anOutcome("partial", 0));
    const { tools, specs } = scripted(anOutcome());
    await update(olds, inputs, tools);
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
  });

  it("update adopts the complete result of an update that was interrupted before it was recorded", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools, specs } = scripted(anOutcome("complete", 5_000));
    const first = await update(olds, inputs, tools);
    assert.deepEqual((await update(olds, inputs, tools)).outs, first.outs);
    const elsewhere = await update(olds, { ...inputs, instances: ["server/2"] }, tools);
    assert.deepEqual(elsewhere.outs, { ...first.outs, instances: [] });
    assert.equal(specs.length, 1);
  });

  it("update keeps the old result if it is stopped before its first request", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools } = scripted("stopped");
    assert.deepEqual((await update(olds, inputs, tools)).outs, olds);
  });

  it("update returns a partial result if it is stopped again, and the next update resumes it", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { outs } = await update(olds, inputs, scripted(anOutcome("partial", 2_000)).tools);
    assert.deepEqual([outs.status, (await resultOf(outs)).measuredMs], ["partial", 6_000]);
    const { tools, specs } = scripted(anOutcome("complete", 3_000));
    assert.equal((await update(outs, inputs, tools)).outs.status, "complete");
    assert.equal(specs[0]?.durationMs, 1_000 + 3_000);
  });
});
