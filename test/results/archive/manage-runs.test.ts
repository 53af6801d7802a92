import assert from "node:assert/strict";
import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listRuns, openCell, removeRun, verifyRun, writeRun } from "../../../results/archive/index.ts";
import { aCell, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("managing runs of the archive", () => {
  const runs = temporaryFolder();
  const other = temporaryFolder();
  const aRun = async (runId: string) => {
    const cell = await openCell(runs.path, runId, "load-low-1", { stack: "local" });
    cell.log("10 s left");
    cell.log("two\nlines\r\nin one");
    await cell.close(aCell({ runId }));
    return writeRun(runs.path, anOutputs({ runId, load: [aCell({ runId })] }));
  };

  it("the log of a cell has one line with its time per message, and is covered by the run's digests", async () => {
    const { dir } = await aRun("run-a");
    const log = await readFile(join(dir, "cells/load-low-1/log.txt"), "utf8");
    assert.match(log, /^\d{4}-\S+Z 10 s left\n\d{4}-\S+Z two lines in one\n$/);
    assert.match(await readFile(join(dir, "run.json"), "utf8"), /log\.txt/);
  });

  it("verifyRun tells whole, interrupted and changed runs apart", async () => {
    const { dir } = await aRun("run-a");
    (await openCell(runs.path, "run-b", "load-low-1")).leave();
    assert.deepEqual(await verifyRun(runs.path, "run-a"), {
      runId: "run-a",
      status: "complete",
      cells: 1,
      problems: [],
    });
    const cutOff = await verifyRun(runs.path, "run-b");
    assert.deepEqual([cutOff.status, cutOff.problems.length], ["interrupted", 2]);
    await writeFile(join(dir, "cells/load-low-1/log.txt"), "nothing was said");
    const broken = await verifyRun(runs.path, "run-a");
    assert.equal(broken.status, "broken");
    assert.match(broken.problems[0]!, /log\.txt changed/);
    await assert.rejects(verifyRun(runs.path, "none"), { code: "RESULTS_NOT_FOUND" });
  });

  it("removeRun removes a run, but not the targets of its links", async () => {
    const { dir } = await aRun("run-a");
    await aRun("run-b");
    await writeFile(join(other.path, "kept"), "mine");
    await symlink(other.path, join(dir, "link"));
    await removeRun(runs.path, "run-a");
    assert.deepEqual(await readdir(runs.path), ["run-b"]);
    assert.equal(await readFile(join(other.path, "kept"), "utf8"), "mine");
  });

  it("removeRun removes runs that cannot be read, and empty folders, which a full disk leaves", async () => {
    const { dir } = await aRun("run-a");
    await writeFile(join(dir, "run.json"), "{");
    await mkdir(join(runs.path, "run-b"));
    const listed = await listRuns(runs.path);
    assert.deepEqual(new Set(listed.map(({ status }) => status)), new Set(["unreadable"]));
    for (const { runId } of listed) await removeRun(runs.path, runId);
    assert.deepEqual(await readdir(runs.path), []);
  });

  it("removeRun refuses folders that are not runs or are outside the archive", async () => {
    await mkdir(join(runs.path, "mine"));
    await writeFile(join(runs.path, "mine/photo"), "");
    await assert.rejects(removeRun(runs.path, "mine"), { code: "RESULTS_FOREIGN_FILE" });
    for (const name of ["..", ".", "", "a/b", ".hidden"])
      await assert.rejects(removeRun(runs.path, name), { code: "RESULTS_BAD_NAME" }, name);
    assert.deepEqual(await readdir(runs.path), ["mine"]);
  });
});
