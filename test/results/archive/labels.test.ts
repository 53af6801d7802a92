import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listRuns, openCell, readRun, writeRun } from "../../../results/archive/index.ts";
import { anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("labels of archived runs", () => {
  const folder = temporaryFolder();
  const outputs = anOutputs();
  const file = () => readFileSync(join(folder.path, outputs.runId, "run.json"), "utf8");
  beforeEach(async () => {
    const cell = outputs.load[0]!;
    await (await openCell(folder.path, cell.runId, cell.cell, { stack: outputs.stack })).close(cell);
  });

  it("labels are kept with the run, and listed", async () => {
    await writeRun(folder.path, outputs, { commit: "4f2a" });
    assert.deepEqual((await listRuns(folder.path))[0]!.labels, { commit: "4f2a" });
    assert.deepEqual((await readRun(outputs.runId, folder.path)).labels, { commit: "4f2a" });
  });

  it("a run that is closed again keeps its labels and gets the new ones; without any, its file stays as it was", async () => {
    await writeRun(folder.path, outputs, { commit: "4f2a" });
    const before = file();
    await writeRun(folder.path, outputs);
    assert.equal(file(), before);
    await writeRun(folder.path, outputs, { branch: "main" });
    assert.deepEqual((await readRun(outputs.runId, folder.path)).labels, { commit: "4f2a", branch: "main" });
  });

  it("a run without labels has no field for them", async () => {
    await writeRun(folder.path, outputs);
    assert.ok(!("labels" in JSON.parse(file())));
    assert.deepEqual((await listRuns(folder.path))[0]!.labels, {});
  });
});
