import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { findSource, type SourceOptions } from "../../../results/archive/find-source.ts";
import { aCell, anOutputs, aStackSummary } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("a source of results", () => {
  const folder = temporaryFolder();
  const find = (name: string, live?: SourceOptions["live"]) =>
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
    const source = await find("local", (stack) =>
      Promise.resolve(stack === "local" ? { outputs: anOutputs() } : undefined),
    );
    assert.deepEqual([source.from, source.run?.runId], ["stack", "run-a"]);
  });

  it("the name of a destroyed stack finds its newest archived run", async () => {
    await writeRun(join(folder.path, "runs"), anOutputs());
    const source = await find("local", () => Promise.resolve(undefined));
    assert.deepEqual([source.from, source.outputs.runId], ["archive", "run-a"]);
  });

  it("a project folder with the name of a stack is not taken for a run", async () => {
    const before = process.cwd();
    await mkdir(join(folder.path, "local"));
    process.chdir(folder.path);
    try {
      assert.equal((await find("local", () => Promise.resolve({ outputs: anOutputs() }))).from, "stack");
    } finally {
      process.chdir(before);
    }
  });

  it("a source may be the summary that a stack has, as a file; its full results come from the archive", async () => {
    await writeRun(join(folder.path, "runs"), anOutputs());
    const file = join(folder.path, "outputs.json");
    await writeFile(file, JSON.stringify(aStackSummary(anOutputs(), { load: [] })));
    const source = await find(file);
    assert.deepEqual([source.from, source.run?.runId, source.missing], ["file", "run-a", undefined]);
    assert.deepEqual(source.outputs.plan, anOutputs().plan);
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
