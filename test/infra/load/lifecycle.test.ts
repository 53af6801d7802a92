import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cellAttemptFile, runsDir } from "../../../infra/home.ts";
import type { CellOutputs } from "../../../infra/load/cell.ts";
import { recordAttempt } from "../../../infra/load/attempt.ts";
import { create, remove, update } from "../../../infra/load/lifecycle.ts";
import { digest } from "../../../base/digest.ts";
import type { CellOutput } from "../../../results/schema/outputs.ts";
import { cellSummarySchema } from "../../../results/schema/summary.ts";
import { anOutcome, someInputs } from "../helpers/builders.ts";
import { withHome } from "../helpers/home.ts";
import { scripted } from "./scripted.ts";

describe("create of a LoadRun", () => {
  const home = withHome();
  const inArchive = (outs: CellOutputs, file: string): string =>
    join(runsDir(home.path), outs.runId, "cells", outs.cell, file);
  const resultOf = (outs: CellOutputs) =>
    JSON.parse(readFileSync(inArchive(outs, "result.json"), "utf8")) as CellOutput;

  it("LoadRun's create starts a run, archives the cell in it, and returns a summary with the digest of the archived result", async () => {
    const { id, outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.equal(id, `${outs.runId}/load-low-1`);
    assert.match(outs.runId, /^test-/);
    assert.equal(outs.status, "complete");
    assert.deepEqual(cellSummarySchema.parse(outs.output), outs.output);
    assert.equal(outs.output?.digest, digest(resultOf(outs)));
  });

  it("LoadRun's create puts the cells of one pass into one run", async () => {
    const { tools } = scripted(anOutcome());
    const [low, high] = [await create(someInputs(), tools), await create(someInputs({ cell: "load-high-1" }), tools)];
    assert.equal(high.outs.runId, low.outs.runId);
  });

  it("LoadRun's create returns plain JSON, in which unknown values are null", async () => {
    const { outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.deepEqual(JSON.parse(JSON.stringify(outs)), outs);
  });

  for (const status of ["partial", "invalid"] as const)
    it(`LoadRun's create does not throw for a load that is ${status}`, async () => {
      const { outs } = await create(someInputs(), scripted(anOutcome(status)).tools);
      assert.equal(outs.status, status);
      assert.equal(outs.output?.status, status);
    });

  it("LoadRun's create returns no output if it is stopped before its first request, and the next update measures the cell", async () => {
    const { tools, specs } = scripted("stopped", anOutcome());
    const inputs = someInputs();
    const { outs } = await create(inputs, tools);
    assert.deepEqual([outs.status, outs.output, specs.length], ["partial", null, 0]);
    const updated = await update(outs, inputs, tools);
    assert.equal(updated.outs.status, "complete");
    assert.equal(updated.outs.runId, outs.runId);
  });

  it("LoadRun's create throws if no request could be sent, and uses the same run when it is tried again", async () => {
    const { tools } = scripted(new Error("refused"), anOutcome());
    await assert.rejects(create(someInputs(), tools), /refused/);
    const { outs } = await create(someInputs(), tools);
    assert.equal(outs.status, "complete");
  });

  it("LoadRun's create sends nothing to a workload that is not ready", async () => {
    const { tools, specs } = scripted(anOutcome());
    tools.checkReady = () => Promise.reject(new Error("not ready"));
    await assert.rejects(create(someInputs(), tools), /not ready/);
    assert.equal(specs.length, 0);
  });

  it("LoadRun's create sends nothing to a workload whose entry does not answer", async () => {
    const { tools, specs } = scripted(anOutcome());
    tools.askEntry = (target) => Promise.reject(new Error(`${target} is closed`));
    await assert.rejects(create(someInputs(), tools), { message: "http://127.0.0.1:1 is closed" });
    assert.equal(specs.length, 0);
  });

  it("LoadRun's create adopts the complete result of an attempt that was interrupted before it was recorded", async () => {
    const { tools, specs } = scripted(anOutcome());
    const inputs = someInputs();
    const first = await create(inputs, tools);
    const again = await create(inputs, tools);
    assert.deepEqual(again.outs, first.outs);
    assert.equal(specs.length, 1);
  });

  it("LoadRun's create measures in the run of an interrupted attempt, and sets its remains aside", async () => {
    const inputs = someInputs();
    await recordAttempt(inputs, "run-cut-off");
    const { outs } = await create(inputs, scripted(anOutcome()).tools);
    assert.equal(outs.runId, "run-cut-off");
  });

  it("LoadRun's create does not resume an attempt at another measurement", async () => {
    await recordAttempt(someInputs({ topologyDigest: "other" }), "run-cut-off");
    const { outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.notEqual(outs.runId, "run-cut-off");
  });

  it("LoadRun's create does not resume an attempt on other machines", async () => {
    const { tools, specs } = scripted(anOutcome());
    const first = await create(someInputs(), tools);
    const { outs } = await create(someInputs({ instances: ["server/2"] }), tools);
    assert.notEqual(outs.runId, first.outs.runId);
    assert.equal(specs.length, 2);
  });

  it("LoadRun's create records the environment of the measurement", async () => {
    const { outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.equal(resultOf(outs).environment?.node, process.versions.node);
  });

  it("LoadRun's create keeps the complete result of a requested run, and measures in a new run", async () => {
    const { tools } = scripted(anOutcome());
    const inputs = someInputs({ runId: "run-1" });
    const first = await create(inputs, tools);
    assert.equal(first.outs.runId, "run-1");
    await remove(first.outs);
    const second = await create(someInputs({ runId: "run-1", topologyDigest: "other" }), tools);
    assert.notEqual(second.outs.runId, "run-1");
    assert.equal(second.outs.askedRunId, "run-1");
    assert.equal(existsSync(inArchive(first.outs, "result.json")), true);
  });
});

describe("deletion of a LoadRun", () => {
  const home = withHome();

  it("LoadRun's remove keeps the archive, ends the pass and deletes the recorded attempt", async () => {
    const inputs = someInputs();
    const { tools } = scripted(anOutcome());
    const { outs } = await create(inputs, tools);
    await remove(outs);
    assert.equal(existsSync(join(runsDir(home.path), outs.runId, "cells", outs.cell, "result.json")), true);
    assert.equal(existsSync(cellAttemptFile(home.path, "test", "load-low-1")), false);
    assert.notEqual((await create(inputs, tools)).outs.runId, outs.runId);
  });

  it("LoadRun's remove does nothing if there is neither a run nor a recorded attempt", async () => {
    await remove({ stack: "test", cell: "load-low-1", runId: "run-1" });
  });
});
