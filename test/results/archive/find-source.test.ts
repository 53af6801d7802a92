import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { findSource } from "../../../results/archive/find-source.ts";
import { aCell, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a source of results", () => {
  const folder = temporaryFolder();
  const find = (name: string, live?: (stack: string) => Promise<unknown>) =>
    findSource(name, { runsDir: join(folder.path, "runs"), live });

  it("a source may be an exported file, as `pulumi stack output --json` prints it", async () => {
    const file = join(folder.path, "outputs.json");
    await writeFile(file, JSON.stringify({ ...anOutputs(), another: "output" }));
    const source = await find(file);
    assert.deepEqual([source.from, source.outputs.stack, source.run], ["file", "local", undefined]);
    assert.ok(!("another" in source.outputs));
  });

  it("a source may be an archived run, named by id, folder or run.json", async () => {
    const { dir } = await writeRun(join(folder.path, "runs"), anOutputs());
    for (const name of ["run-a", dir, join(dir, "run.json")]) {
      const source = await find(name);
      assert.deepEqual([source.from, source.run?.runId], ["archive", "run-a"]);
    }
  });

  it("a source may be a live stack, with its archived series", async () => {
    await writeRun(join(folder.path, "runs"), anOutputs());
    const source = await find("local", (stack) => Promise.resolve(stack === "local" ? anOutputs() : null));
    assert.deepEqual([source.from, source.run?.runId], ["stack", "run-a"]);
  });

  it("the name of a destroyed stack finds its newest archived run", async () => {
    await writeRun(join(folder.path, "runs"), anOutputs());
    const source = await find("local", () => Promise.resolve(null));
    assert.deepEqual([source.from, source.outputs.runId], ["archive", "run-a"]);
  });

  it("a project folder with the name of a stack is not taken for a run", async () => {
    const before = process.cwd();
    await mkdir(join(folder.path, "local"));
    process.chdir(folder.path);
    try {
      assert.equal((await find("local", () => Promise.resolve(anOutputs()))).from, "stack");
    } finally {
      process.chdir(before);
    }
  });

  it("invalid outputs of a live stack are refused with the place of the error", async () => {
    const live = () => Promise.resolve({ schemaVersion: 0, url: "http://example" });
    await assert.rejects(find("shop", live), { code: "RESULTS_INVALID", message: /outputs of stack shop[^]*runId/ });
  });

  it("a run without outputs is refused with the cells that it has", async () => {
    const cell = await openCell(join(folder.path, "runs"), "run-a", "load-low-1");
    await cell.close(aCell());
    await assert.rejects(find("run-a"), { code: "RESULTS_CUT_SHORT", message: /cells started: load-low-1/ });
  });

  it("an unknown name is refused with all places that were searched", async () => {
    await writeRun(join(folder.path, "runs"), anOutputs());
    await assert.rejects(find("nope"), { code: "RESULTS_NOT_FOUND", message: /"nope"[^]*runs: run-a/ });
  });

  it("a file that is not JSON, such as Pulumi's plain output, is refused", async () => {
    const file = join(folder.path, "outputs.txt");
    await writeFile(file, "Current stack outputs (3):\n");
    await assert.rejects(find(file), { code: "RESULTS_FOREIGN_FILE", message: /outputs\.txt is not JSON/ });
  });
});
