import assert from "node:assert/strict";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readRun } from "../../../results/archive/index.ts";
import { compare } from "../../../results/compare/index.ts";
import { importRun } from "../../../results/import/index.ts";
import { comparisonTable, renderReport } from "../../../results/report/index.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { at, of } from "./files.ts";

describe("an imported run", () => {
  const runs = temporaryFolder();

  it("an imported run is closed, with one repeat per file and the digests of its files", async () => {
    const files = [at("base", "jmeter.jtl"), at("cand", "jmeter.jtl")];
    const { outputs } = await importRun(runs.path, files, { stack: "shop", runId: "shop-1" });
    const run = await readRun("shop-1", runs.path);
    assert.equal(run.status, "complete");
    assert.deepEqual(
      run.cells.map(({ output }) => [output?.repeat, output?.provenance]),
      [
        [1, "imported"],
        [2, "imported"],
      ],
    );
    assert.deepEqual(JSON.parse(JSON.stringify(outputs)), JSON.parse(JSON.stringify(run.outputs)));
    assert.match(run.cells[0]!.output!.imported!.files[0]!.sha256, /^[0-9a-f]{64}$/);
  });

  for (const name of ["locust_stats.csv", "k6-export.json", "k6-stream.ndjson", "jmeter.jtl", "stackmark/result.json"])
    it(`imported runs of ${name} are comparable, with notes on what is missing`, async () => {
      for (const side of ["base", "cand"] as const)
        await importRun(runs.path, [at(side, name)], { stack: side, runId: side });
      const [base, cand] = [await readRun("base", runs.path), await readRun("cand", runs.path)];
      const { levels, notes } = compare(base.outputs!, cand.outputs!);
      const rate = levels[0]!.metrics.find(({ metric }) => metric === "rate")!;
      assert.ok(rate.relative! < 0, "the slower server's closed loop is slower");
      assert.ok(notes.some((note) => note.startsWith("not compared, infrastructure")));
      assert.match(comparisonTable(compare(base.outputs!, cand.outputs!), { all: true }), /not recorded on both sides/);
      assert.match(renderReport([base, cand], compare(base.outputs!, cand.outputs!)), /not recorded on both sides/);
    });

  it("imported runs of different tools are compared only with anyway", async () => {
    await importRun(runs.path, [at("base", "k6-stream.ndjson")], { stack: "k6", runId: "k6" });
    await importRun(runs.path, [at("base", "jmeter.jtl")], { stack: "jmeter", runId: "jmeter" });
    const [a, b] = [(await readRun("k6", runs.path)).outputs!, (await readRun("jmeter", runs.path)).outputs!];
    assert.throws(() => compare(a, b), /different tool: k6 \(k6\) against jmeter \(jmeter\)/);
    assert.ok(compare(a, b, { anyway: true }).warnings.length > 0);
  });

  it("a run without a name is refused", async () => {
    for (const stack of ["", "  "])
      await assert.rejects(importRun(runs.path, [at("base", "k6-export.json")], { stack, runId: "x" }), {
        code: "RESULTS_BAD_NAME",
        message: /--stack is empty/,
      });
  });

  it("an existing run is not overwritten by an import", async () => {
    const file = at("base", "jmeter.jtl");
    await importRun(runs.path, [file], { stack: "shop", runId: "same" });
    const before = await readFile(join(runs.path, "same/run.json"), "utf8");
    await assert.rejects(importRun(runs.path, [at("cand", "jmeter.jtl")], { stack: "shop", runId: "same" }), {
      code: "RESULTS_EXISTS",
    });
    assert.equal(await readFile(join(runs.path, "same/run.json"), "utf8"), before);
  });

  it("nothing is imported where a file cannot be read or formats differ, and all such files are named", async () => {
    const good = at("base", "jmeter.jtl");
    const other = at("base", "k6-stream.ndjson");
    const archive = join(runs.path, "archive");
    await assert.rejects(importRun(archive, [good, join(runs.path, "none")], { stack: "s", runId: "s" }), {
      code: "RESULTS_NOT_FOUND",
    });
    await assert.rejects(importRun(archive, [good, other], { stack: "s", runId: "s" }), {
      code: "RESULTS_NOT_COMPARABLE",
    });
    const files = [of("jmeter-5.6/formatted.jtl"), good, of("jmeter-5.6/xml.jtl")];
    await assert.rejects(importRun(archive, files, { stack: "s", runId: "s" }), (error: Error) => {
      assert.match(error.message, /^2 of 3 files cannot be imported:\n {2}.*formatted\.jtl:2.*\n {2}.*xml\.jtl/);
      return true;
    });
    for (const names of [{ runId: "../s" }, { runId: "s", level: "a/b" }])
      await assert.rejects(importRun(archive, [good], { stack: "s", ...names }), { code: "RESULTS_BAD_NAME" });
    await assert.rejects(readdir(archive), { code: "ENOENT" });
  });

  it("a copy of a file is a note of the run", async () => {
    const copy = join(runs.path, "copy.jtl");
    await writeFile(copy, await readFile(at("base", "jmeter.jtl")));
    const files = [at("base", "jmeter.jtl"), at("cand", "jmeter.jtl"), copy];
    const { outputs } = await importRun(runs.path, files, { stack: "s", runId: "s" });
    assert.deepEqual(outputs.notes, [
      "load-imported-3 (copy.jtl) is a copy of load-imported-1 (jmeter.jtl), and no repeat of its own",
    ]);
  });

  it("an import that cannot be written leaves nothing in the archive", async () => {
    const archive = join(runs.path, "archive");
    const file = join(runs.path, "a_stats.csv");
    await writeFile(file, await readFile(at("base", "locust_stats.csv")));
    await mkdir(join(archive, "kept"), { recursive: true });
    await writeFile(join(archive, "s"), "a file in the way");
    await assert.rejects(importRun(archive, [file], { stack: "s", runId: "s" }), { code: "RESULTS_EXISTS" });
    assert.deepEqual(await readdir(archive), ["kept", "s"]);
    const elsewhere = importRun("/proc/runs", [file], { stack: "s", runId: "s" });
    await assert.rejects(elsewhere, { code: "RESULTS_IO", message: /^Cannot write \/proc\/runs\/s[/: ]/ });
  });
});
