import assert from "node:assert/strict";
import { environment } from "../../../infra/environment.ts";
import { cellNotes, sizeNotes } from "../../../infra/outputs/notes.ts";
import { environmentOf } from "../../../infra/outputs/results.ts";
import type { Environment } from "../../../results/schema/outputs.ts";
import { ADMIN, edgeKeys, planStack } from "../topology/stacks.ts";
import { anOutcome, aPlan, cellState, measuredCell, someInputs } from "../helpers/builders.ts";

describe("notes on cells", () => {
  const plan = aPlan();
  const state = (runId = "run-1", instances = ["server/1"]) => cellState(someInputs({ instances }), anOutcome(), runId);

  it("cells of one run on the current machines have no notes", () => {
    assert.deepEqual(cellNotes(plan, [state(), state(), state()], [], ["server/1"]), []);
  });

  it("notes list cells that were not measured, whose machines were replaced, or that are of different runs", () => {
    const cells = [{ ...state(), output: null }, state("run-2"), state("run-1", ["server/0"])];
    const [first, , third] = plan.load.cells.map((each) => each.cell);
    assert.deepEqual(cellNotes(plan, cells, [], ["server/1"]), [
      `not run: stopped: ${first}`,
      `measured on machines that were replaced since: ${third}`,
      "cells come from 2 runs: run-1, run-2",
    ]);
  });

  it("a note lists the environment of each cell if they differ", () => {
    const [low, high] = [at(1_000, old), at(2_000, now)];
    const cells = [state(), state(), state()];
    assert.deepEqual(cellNotes(plan, cells, [low, low], ["server/1"]), []);
    const [note, ...more] = cellNotes(plan, cells, [low, high], ["server/1"]);
    assert.match(note!, /^cells were measured in different environments: .*Linux 1.0, Node 20.0.0/);
    assert.deepEqual(more, []);
  });
});

describe("notes on machines", () => {
  const plan = planStack({
    topology: { nodes: [{ name: "server", cloud: "existing", role: "server", cpus: 4, ...edgeKeys(0) }] },
    access: { adminCidrs: [ADMIN] },
    workload: { name: "boutique" },
  });
  const fact = { node: "server", cpuModel: "Arm", kernel: "Linux" };

  it("an existing machine that has another size than the stack file says is noted, with both", () => {
    assert.deepEqual(sizeNotes(plan, [{ ...fact, cores: 4, memoryMiB: 7_800 }]), [
      "server has 4 cores and 7800 MiB of memory, but the stack file says 4 and 16384 MiB (`cpus`, `memoryMiB`)",
    ]);
    assert.equal(sizeNotes(plan, [{ ...fact, cores: 2, memoryMiB: 16_384 }]).length, 1);
  });

  it("a machine whose kernel keeps some memory, or that joined by hand, has no note", () => {
    assert.deepEqual(sizeNotes(plan, [{ ...fact, cores: 4, memoryMiB: 15_900 }]), []);
    assert.deepEqual(sizeNotes(plan, []), []);
  });
});

const now = environment();
const old = { ...now, kernel: "Linux 1.0", node: "20.0.0" };
const at = (startedAt: number, setting: Environment) => ({
  ...measuredCell(someInputs(), anOutcome("complete", 9_000, startedAt)),
  environment: setting,
});

describe("the environment of a stack's results", () => {
  it("the environment is that of the newest cell, not of this machine", () => {
    assert.deepEqual(environmentOf([at(2_000, old), at(1_000, now)]), old);
  });

  it("without cells, the environment is that of this machine", () => {
    assert.deepEqual(environmentOf([]), now);
  });
});
