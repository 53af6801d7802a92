import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newestComparison, recordComparison } from "../../../cli/compare/newest.ts";
import { openCell, writeRun } from "../../../results/archive/index.ts";
import { aCell, aResult, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

describe("the newest comparison", () => {
  const home = temporaryFolder();
  let said: string;
  beforeEach(() => void (said = ""));
  const context = () => ({ home: home.path, stderr: { write: (text: string) => (said += text) } });
  const newest = async () => (await newestComparison(context())).runIds;

  let minute = 0;
  /** A run that is newer than all before it. */
  async function measure(stack: string, runId: string, spec: { scenario?: string } = {}, isEnded = true) {
    const runs = join(home.path, "runs");
    const result = aResult();
    const cell = aCell({ runId, result: { ...result, spec: { ...result.spec, ...spec } } });
    const archive = await openCell(runs, runId, cell.cell, { stack });
    if (isEnded) {
      await archive.close(cell);
      const startedAt = new Date(Date.UTC(2026, 0, 1, 0, (minute += 1))).toISOString();
      const started = { kind: "stackmark-run-started", schemaVersion: 1, runId, stack, startedAt };
      await writeFile(join(runs, runId, "started.json"), JSON.stringify(started));
      await writeRun(runs, anOutputs({ stack, runId, load: [cell] }));
    } else archive.leave();
  }

  it("without a recorded comparison, it is the newest run and the comparable run of another stack before it, in order of time", async () => {
    await measure("before", "z-run");
    await measure("after", "a-run");
    assert.deepEqual(await newest(), ["z-run", "a-run"]);
    await measure("after", "a-run-2");
    assert.deepEqual(await newest(), ["z-run", "a-run-2"]);
  });

  it("runs of unrelated loads are passed over, and where no two runs compare, the newest stands alone", async () => {
    await measure("mine", "mine-1");
    await measure("other", "other-1", { scenario: "other" });
    assert.deepEqual(await newest(), ["other-1"]);
    await measure("mine-wan", "wan-1");
    assert.deepEqual(await newest(), ["mine-1", "wan-1"]);
    await measure("alone", "alone-1", { scenario: "alone" });
    assert.deepEqual(await newest(), ["mine-1", "wan-1"]);
  });

  it("a recorded comparison of older runs counts until comparable runs of other stacks end", async () => {
    for (const stack of ["a", "b", "c", "d"]) await measure(stack, `${stack}-1`);
    await recordComparison(
      context(),
      ["b", "a"].map((stack) => ({ stack, runId: `${stack}-1` })),
    );
    assert.deepEqual(await newest(), ["b-1", "a-1"]);
    await measure("other", "other-1", { scenario: "other" });
    assert.deepEqual(await newest(), ["b-1", "a-1"]);
    await measure("a", "a-2");
    await measure("other", "other-2", { scenario: "other" });
    assert.deepEqual(await newest(), ["b-1", "a-2"]);
    await measure("e", "e-1");
    assert.deepEqual(await newest(), ["a-2", "e-1"]);
  });

  it("a recorded comparison keeps its baseline and its order, also after one of its stacks was measured again", async () => {
    await measure("local-wan", "wan-1");
    await measure("local", "local-1");
    const sides = ["local", "local-wan"].map((stack) => ({ stack, runId: stack === "local" ? "local-1" : "wan-1" }));
    await recordComparison(context(), sides, { isPooled: true });
    assert.deepEqual(await newestComparison(context()), { runIds: ["local-1", "wan-1"], isPooled: true });
    await measure("local", "local-2");
    assert.deepEqual(await newestComparison(context()), { runIds: ["local-2", "wan-1"], isPooled: false });
  });

  it("a recorded comparison of two runs of one stack keeps its baseline when the stack is measured again", async () => {
    for (const runId of ["local-1", "local-2"]) await measure("local", runId);
    const sides = ["local-1", "local-2"].map((runId) => ({ stack: "local", runId }));
    await recordComparison(context(), sides);
    await measure("local", "local-3");
    assert.deepEqual(await newest(), ["local-1", "local-3"]);
  });

  it("a recorded comparison no longer counts when other stacks were measured since, or one of its runs is gone", async () => {
    await measure("a", "a-1");
    await measure("b", "b-1");
    await recordComparison(context(), [
      { stack: "b", runId: "b-1" },
      { stack: "a", runId: "a-1" },
    ]);
    assert.deepEqual(await newest(), ["b-1", "a-1"]);
    await measure("c", "c-1");
    assert.deepEqual(await newest(), ["b-1", "c-1"]);
    await rm(join(home.path, "runs/c-1"), { recursive: true });
    await rm(join(home.path, "runs/b-1"), { recursive: true });
    assert.deepEqual(await newest(), ["a-1"]);
  });

  it("runs that did not end are named and passed over, and an archive without runs is an error", async () => {
    await assert.rejects(newest(), { code: "REPORT_NO_RUNS" });
    await measure("a", "a-1");
    await measure("b", "b-1", {}, false);
    assert.deepEqual(await newest(), ["a-1"]);
    assert.match(said, /skipped b-1, which is interrupted: `stackmark up b`/);
  });

  it("a record that cannot be written costs one line", async () => {
    await mkdir(join(home.path, "comparison.json/folder"), { recursive: true });
    await recordComparison(context(), [
      { stack: "a", runId: "a-1" },
      { stack: "b", runId: "b-1" },
    ]);
    assert.match(said, /^this comparison was not recorded for a later `report`: .*\n$/);
    await assert.rejects(readFile(join(home.path, "comparison.json")), { code: "EISDIR" });
  });
});
