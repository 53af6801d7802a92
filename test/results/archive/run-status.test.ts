import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listRuns, nextStep, openCell, readRun, writeRun } from "../../../results/archive/index.ts";
import { runStatus, type RunState, type RunStatus } from "../../../results/archive/run-status.ts";
import { aCell, aResult, aSecond, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const { plan, nodes, placement, notes, topologyDigest, provenance } = anOutputs();
const planned = {
  ...{ plan, nodes, placement, notes, topologyDigest, provenance },
  cells: ["load-low-1", "load-high-1"],
};
const begin = { repeat: 1, machines: [], provenance, environment: null, spec: {} };

describe("the status of a run", () => {
  const cases: [title: string, state: RunState, status: RunStatus][] = [
    [
      "a run without run.json whose planned cells are all complete is complete, as after plain `pulumi up`",
      { isClosed: false, isBeingMeasured: false, cells: ["complete", "complete"], isPlanKnown: true },
      "complete",
    ],
    [
      "a run is running while one of its cells is measured, even if it was closed before",
      { isClosed: true, isBeingMeasured: true, cells: ["complete", "partial"], isPlanKnown: true },
      "running",
    ],
    [
      "a run with a cell that never ran is partial if it was closed",
      { isClosed: true, isBeingMeasured: false, cells: ["complete", null], isPlanKnown: true },
      "partial",
    ],
    [
      "a run with a cell that never ran is interrupted if it was not closed",
      { isClosed: false, isBeingMeasured: false, cells: ["complete", null], isPlanKnown: true },
      "interrupted",
    ],
    [
      "a run without run.json and without a plan is interrupted, because nothing says that it had no more cells",
      { isClosed: false, isBeingMeasured: false, cells: ["complete"], isPlanKnown: false },
      "interrupted",
    ],
    [
      "a run with an invalid cell is invalid",
      { isClosed: true, isBeingMeasured: false, cells: ["partial", "invalid"], isPlanKnown: true },
      "invalid",
    ],
    [
      "a run without cells is complete, because its stack has no load",
      { isClosed: true, isBeingMeasured: false, cells: [], isPlanKnown: false },
      "complete",
    ],
  ];
  for (const [title, state, status] of cases) it(title, () => assert.equal(runStatus(state), status));

  it("every status has a next step that names a command, except for imports, which have no stack", () => {
    const statuses = ["running", "complete", "partial", "interrupted", "invalid", "unreadable"] as const;
    for (const status of statuses)
      assert.match(nextStep({ runId: "r", stack: "local", status, isImported: false }), /`stackmark /, status);
    for (const status of ["partial", "invalid"] as const)
      assert.match(nextStep({ runId: "r", stack: "s", status, isImported: true }), /import/);
  });

  it("the next step of a run of `ab` names no command on its stack, because there is none", () => {
    for (const status of ["running", "complete", "partial", "interrupted", "invalid"] as const) {
      const next = nextStep({ runId: "r", stack: "localhost:80", status, isImported: false, isOfUrl: true });
      assert.doesNotMatch(next, /stackmark (up|run|stop) /, status);
    }
  });
});

describe("a run that plain `pulumi up` measures", () => {
  const runs = temporaryFolder();
  const open = (level: string, order: number) =>
    openCell(runs.path, "run-a", `load-${level}-1`, { stack: "local", planned, begin: { ...begin, level, order } });
  const status = async () => {
    const [listed] = await listRuns(runs.path);
    const { status, cells } = await readRun("run-a", runs.path);
    assert.equal(listed!.status, status);
    return [status, ...cells.map(({ cell, missing }) => `${cell} ${missing}`)];
  };
  const low = aCell();
  const high = aCell({ cell: "load-high-1", level: "high", order: 1 });

  it("it is running, with the cells that did not run yet, until its last cell has a result; then it is complete", async () => {
    const first = await open("low", 0);
    assert.deepEqual(await status(), ["running", "load-low-1 running", "load-high-1 not run yet"]);
    await first.close(low);
    const second = await open("high", 1);
    second.second(aSecond());
    assert.deepEqual(await status(), ["running", "load-low-1 null", "load-high-1 running"]);
    await second.close(high);
    assert.deepEqual(await status(), ["complete", "load-low-1 null", "load-high-1 null"]);
    assert.deepEqual((await readRun("run-a", runs.path)).problems, []);
  });

  it("it is interrupted once the process that measured it is gone, and its other cells are not run", async () => {
    const first = await openCell(runs.path, "run-a", "load-low-1", { stack: "local", planned });
    first.second(aSecond());
    first.leave();
    assert.deepEqual(await status(), ["interrupted", "load-low-1 interrupted", "load-high-1 not run: interrupted"]);
  });

  it("a run that was closed as partial is read from its cells once one of them is measured again", async () => {
    const partial = { ...low, result: aResult({ status: "partial" as const }) };
    await (await open("low", 0)).close(partial);
    await writeRun(runs.path, anOutputs({ runId: "run-a", load: [partial] }));
    const file = join(runs.path, "run-a/run.json");
    const closed = JSON.parse(await readFile(file, "utf8")) as object;
    await writeFile(file, JSON.stringify({ ...closed, closedAt: "2026-01-01T00:00:00.000Z" }));
    const again = await open("low", 0);
    assert.deepEqual(await status(), ["running", "load-low-1 null", "load-high-1 not run yet"]);
    await again.close(low);
    await (await open("high", 1)).close(high);
    assert.deepEqual(await status(), ["complete", "load-low-1 null", "load-high-1 null"]);
  });

  it("a run that was stopped says that its other cells are not run, because of the stop", async () => {
    const partial = { ...low, result: aResult({ status: "partial" as const }) };
    const first = await openCell(runs.path, "run-a", "load-low-1", { stack: "local", planned });
    await first.close(partial);
    (await openCell(runs.path, "run-a", "load-high-1", { stack: "local", planned })).leave();
    await writeRun(runs.path, anOutputs({ runId: "run-a", load: [partial] }));
    assert.deepEqual(await status(), ["partial", "load-low-1 null", "load-high-1 not run: stopped"]);
  });
});
