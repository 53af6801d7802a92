import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCell, readRun, verifyRun, writeRun } from "../../../results/archive/index.ts";
import { compare } from "../../../results/compare/index.ts";
import { findSource } from "../../../results/archive/find-source.ts";
import { aCell, aSecond, anOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const outputs = anOutputs({ notes: ["users think less"] });
const { plan, nodes, placement, notes, topologyDigest, provenance } = outputs;
const planned = { plan, nodes, placement, notes, topologyDigest, provenance };

describe("the plan of a run in the archive", () => {
  const runs = temporaryFolder();

  /** One cell with a result, and one that was interrupted. */
  async function interrupted(runId = "run-a"): Promise<string> {
    const options = { stack: "local", planned };
    const done = await openCell(runs.path, runId, "load-low-1", options);
    await done.close(aCell({ runId }));
    const dying = await openCell(runs.path, runId, "load-high-1", options);
    dying.second(aSecond());
    dying.leave();
    return join(runs.path, runId);
  }

  it("a run that was interrupted shows its plan and the cells that have a result, with a note", async () => {
    const run = await readRun(await interrupted());
    assert.equal(run.status, "interrupted");
    assert.deepEqual(run.outputs?.plan, outputs.plan);
    assert.deepEqual(run.outputs?.nodes, outputs.nodes);
    assert.deepEqual(
      run.outputs?.load.map(({ cell }) => cell),
      ["load-low-1"],
    );
    assert.match(
      run.outputs.notes.join(),
      /^users think less,run run-a is interrupted; without a result: load-high-1 \(interrupted\)$/,
    );
  });

  it("a run that was interrupted can be compared, and the comparison notes it", async () => {
    await interrupted();
    const { outputs: found } = await findSource("run-a", { runsDir: runs.path });
    const { notes, infrastructure } = compare(anOutputs({ stack: "other", runId: "run-o" }), found);
    assert.ok(notes.some((note) => note.startsWith("local: run run-a is interrupted")));
    assert.deepEqual(infrastructure, []);
  });

  it("a run of `ab` has no topology; one of a stack whose workload is a URL has, without nodes", async () => {
    const isOfUrl = async (runId: string, topologyDigest: string | null) => {
      const nothing = { nodes: [], placement: [], plan: { ...plan, nodes: [] }, topologyDigest };
      await writeRun(runs.path, anOutputs({ ...nothing, runId, load: [aCell({ runId })] }));
      return (await readRun(join(runs.path, runId))).isOfUrl;
    };
    assert.equal(await isOfUrl("stack", "digest"), false);
    assert.equal(await isOfUrl("ab", null), true);
  });

  it("an unchanged plan is not written again, so that a closed run stays valid", async () => {
    const dir = await interrupted();
    await writeRun(runs.path, anOutputs({ load: [aCell()] }));
    const before = await stat(join(dir, "plan.json"));
    (await openCell(runs.path, "run-a", "load-low-1", { stack: "local", planned })).leave();
    assert.equal((await stat(join(dir, "plan.json"))).ino, before.ino);
    assert.equal((await verifyRun(runs.path, "run-a")).status, "partial");
  });

  it("the outputs of a closed run override its plan, and its digests cover the plan", async () => {
    const dir = await interrupted();
    await writeRun(runs.path, anOutputs({ load: [aCell()], notes: ["its own"] }));
    assert.deepEqual((await readRun(dir)).outputs?.notes, ["its own"]);
    const text = await readFile(join(dir, "plan.json"), "utf8");
    await writeFile(join(dir, "plan.json"), text.replace('"low"', '"lower"'));
    await assert.rejects(readRun(dir), { code: "RESULTS_DIGEST", message: /plan\.json changed/ });
  });

  it("a foreign file in place of the plan is refused", async () => {
    const dir = await interrupted();
    await writeFile(join(dir, "plan.json"), '{"kind": "shopping list"}');
    await assert.rejects(readRun(dir), { code: "RESULTS_FOREIGN_FILE", message: /plan\.json/ });
  });
});
