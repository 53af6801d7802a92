import assert from "node:assert/strict";
import { appendFile, mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listRuns, openCell, readRun, writeRun } from "../../../results/archive/index.ts";
import { aCell, aResult, aSecond, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

async function aRun(runs: string, runId: string, cells = [aCell({ runId })]) {
  for (const cell of cells) {
    const archive = await openCell(runs, runId, cell.cell, { stack: "local" });
    archive.second(aSecond());
    await archive.close(cell);
  }
  return writeRun(runs, anOutputs({ runId, load: cells }));
}

async function edit(file: string, change: (value: any) => void) {
  const value = JSON.parse(await readFile(file, "utf8"));
  change(value);
  await writeFile(file, JSON.stringify(value));
}

describe("a run of the archive", () => {
  const runs = temporaryFolder();

  it("a run is read by its id or its folder", async () => {
    const { dir } = await aRun(runs.path, "run-a");
    const byId = await readRun("run-a", runs.path);
    const byDir = await readRun(dir);
    assert.deepEqual(byId, byDir);
    assert.equal(byId.status, "complete");
    assert.deepEqual(byId.problems, []);
    assert.equal(byId.outputs?.stack, "local");
    assert.equal(byId.cells[0]?.seconds.length, 1);
  });

  it("a written run leaves no temporary file", async () => {
    const { dir } = await aRun(runs.path, "run-a");
    const files = await readdir(dir, { recursive: true });
    assert.deepEqual(
      files.filter((name) => name.includes("tmp")),
      [],
    );
  });

  it("a run whose plan and outputs are missing is read as interrupted, with its cells", async () => {
    const done = await openCell(runs.path, "run-a", "load-low-1", { stack: "local" });
    await done.close(aCell());
    const dying = await openCell(runs.path, "run-a", "load-medium-1", { stack: "local" });
    dying.second(aSecond());
    dying.leave();
    const run = await readRun("run-a", runs.path);
    assert.equal(run.status, "interrupted");
    assert.equal(run.outputs, null);
    assert.equal(run.stack, "local");
    assert.deepEqual(
      run.cells.map(({ cell, output }) => [cell, output === null]),
      [
        ["load-low-1", false],
        ["load-medium-1", true],
      ],
    );
    assert.deepEqual(run.problems, ["load-medium-1: interrupted"]);
  });

  it("a run with a partial cell is partial", async () => {
    const result = aResult({ status: "partial", reasons: [{ code: "stopped", message: "stopped by the user" }] });
    await aRun(runs.path, "run-a", [aCell(), aCell({ level: "high", order: 1, result })]);
    assert.equal((await readRun("run-a", runs.path)).status, "partial");
  });

  it("a run is partial when a cell was started that its outputs lack", async () => {
    const more = await openCell(runs.path, "run-a", "load-high-1", { stack: "local" });
    more.leave();
    const other = await openCell(runs.path, "run-a", "load-medium-1", { stack: "local" });
    other.second(aSecond());
    other.leave();
    await aRun(runs.path, "run-a");
    assert.equal((await readRun("run-a", runs.path)).status, "partial");
  });

  it("a run is complete although a level that it measured has left the stack file since", async () => {
    const before = await openCell(runs.path, "run-a", "load-high-1", { stack: "local" });
    await before.close(aCell({ level: "high", order: 1 }));
    await aRun(runs.path, "run-a");
    assert.equal((await readRun("run-a", runs.path)).status, "complete");
  });

  it("a run may be closed again after a resume", async () => {
    await aRun(runs.path, "run-a");
    const more = await openCell(runs.path, "run-a", "load-high-1", { stack: "local" });
    await more.close(aCell({ level: "high", order: 1 }));
    await writeRun(runs.path, anOutputs({ load: [aCell(), aCell({ level: "high", order: 1 })] }));
    const run = await readRun("run-a", runs.path);
    assert.deepEqual([run.status, run.cells.length], ["complete", 2]);
  });

  it("closing a run again with the same cells changes nothing, whatever else its outputs say", async () => {
    const { dir } = await aRun(runs.path, "run-a");
    const before = await readFile(join(dir, "run.json"), "utf8");
    await writeFile(join(dir, "report.html"), "made from it");
    const now = anOutputs();
    const again = await writeRun(runs.path, { ...now, environment: { ...now.environment!, node: "99.0.0" } });
    assert.equal(again.dir, dir);
    assert.equal(await readFile(join(dir, "run.json"), "utf8"), before);
  });

  it("a run is closed again when a cell has another result or its files were set aside", async () => {
    const result = aResult({ status: "invalid", reasons: [{ code: "made-up", message: "why" }] });
    const { dir } = await aRun(runs.path, "run-a", [aCell({ result })]);
    const other = anOutputs({ load: [aCell({ result: { ...result, measuredMs: 1 } })] });
    await writeRun(runs.path, other);
    assert.equal((await readRun(dir)).outputs?.load[0]?.result.measuredMs, 1);
    (await openCell(runs.path, "run-a", "load-low-1", { stack: "local", earlier: "set-aside" })).leave();
    await writeRun(runs.path, other);
    assert.equal((await readRun(dir)).status, "invalid");
  });

  it("a file that was changed, removed or added after a run was closed is refused", async () => {
    for (const [fault, message] of [
      [
        (cell: string) => edit(join(cell, "result.json"), (v) => (v.result.overall.latencyMs.p50 = 1)),
        /result\.json changed/,
      ],
      [
        (cell: string) => appendFile(join(cell, "seconds.ndjson"), `${JSON.stringify(aSecond())}\n`),
        /seconds\.ndjson changed/,
      ],
      [(cell: string) => rm(join(cell, "histograms.json")), /histograms\.json is missing/],
      [(cell: string) => rm(cell, { recursive: true }), /result\.json is missing/],
      [(cell: string) => writeFile(join(cell, "metrics.ndjson"), ""), /metrics\.ndjson was added/],
    ] as const) {
      const { dir } = await aRun(runs.path, "run-a");
      await fault(join(dir, "cells", "load-low-1"));
      await assert.rejects(readRun(dir), { code: "RESULTS_DIGEST", message });
      await rm(dir, { recursive: true });
    }
  });

  it("a truncated run file is reported, and not overwritten", async () => {
    const { dir } = await aRun(runs.path, "run-a");
    const file = join(dir, "run.json");
    const { length } = await readFile(file);
    await truncate(file, length - 200);
    await assert.rejects(readRun(dir), { code: "RESULTS_CUT_SHORT", message: /run\.json is truncated/ });
    await assert.rejects(writeRun(runs.path, anOutputs()), { code: "RESULTS_CUT_SHORT" });
    assert.equal((await readFile(file)).length, length - 200);
  });

  it("an unknown schema version is refused with its place and what to do", async () => {
    const { dir } = await aRun(runs.path, "run-a");
    const file = join(dir, "run.json");
    await edit(file, (value) => (value.schemaVersion = 7));
    await assert.rejects(readRun(dir), { code: "RESULTS_SCHEMA_VERSION", message: /schemaVersion 7.*newer Stackmark/ });
    await edit(file, (value) => {
      value.schemaVersion = 0;
      value.outputs.schemaVersion = -1;
    });
    await assert.rejects(readRun(dir), { code: "RESULTS_SCHEMA_VERSION", message: /outputs has schemaVersion -1/ });
  });

  it("an invalid run file is refused with the field that is wrong", async () => {
    const { dir } = await aRun(runs.path, "run-a");
    await edit(join(dir, "run.json"), (value) => {
      value.outputs.load[0].result.overall.requests = "many";
      delete value.outputs.stack;
    });
    await assert.rejects(readRun(dir), {
      code: "RESULTS_INVALID",
      message: /outputs\.stack[^]*outputs\.load\[0\]\.result\.overall\.requests/,
    });
  });

  it("foreign folders and files are refused", async () => {
    await mkdir(join(runs.path, "photos"));
    await assert.rejects(readRun("photos", runs.path), { code: "RESULTS_FOREIGN_FILE" });
    await writeFile(join(runs.path, "photos", "run.json"), '{"kind":"other"}');
    await assert.rejects(readRun("photos", runs.path), { code: "RESULTS_FOREIGN_FILE" });
    await assert.rejects(readRun("nowhere", runs.path), { code: "RESULTS_NOT_FOUND" });
    await assert.rejects(readRun("../..", join(runs.path, "deep", "deeper")), { name: "ResultsError" });
  });

  it("a run of another stack with the same id is kept", async () => {
    await aRun(runs.path, "run-a");
    await assert.rejects(writeRun(runs.path, anOutputs({ stack: "other" })), { code: "RESULTS_EXISTS" });
    assert.equal((await readRun("run-a", runs.path)).stack, "local");
  });

  it("a run is never written outside its folder", async () => {
    await assert.rejects(writeRun(runs.path, anOutputs({ runId: "../../escape" })), { code: "RESULTS_BAD_NAME" });
  });
});

describe("the list of runs", () => {
  const runs = temporaryFolder();

  it("the list of a missing archive is empty", async () => {
    assert.deepEqual(await listRuns(join(runs.path, "none")), []);
  });

  it("the list shows every run, and why one cannot be read", async () => {
    await aRun(runs.path, "run-a");
    const { dir } = await aRun(runs.path, "run-b");
    await writeFile(join(dir, "run.json"), "{");
    await writeFile(join(runs.path, "note.txt"), "not a run");
    const list = await listRuns(runs.path);
    assert.deepEqual(
      list.map(({ runId, status, cells }) => [runId, status, cells]),
      [
        ["run-a", "complete", 1],
        ["run-b", "unreadable", 0],
      ],
    );
    assert.match(list[1]?.problem ?? "", /is truncated/);
  });
});
