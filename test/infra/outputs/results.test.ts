import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runsDir } from "../../../infra/home.ts";
import { create } from "../../../infra/load/lifecycle.ts";
import { publish, type Known, type PublishOptions } from "../../../infra/outputs/results.ts";
import { readRun, verifyRun } from "../../../results/archive/index.ts";
import { anOutputs, aStackSummary } from "../../helpers/builders.ts";
import { anOutcome, aPlan, someInputs } from "../helpers/builders.ts";
import { withHome } from "../helpers/home.ts";
import { scripted } from "../load/scripted.ts";

describe("the results of a stack", () => {
  const home = withHome();
  const runs = () => runsDir(home.path);
  const plan = aPlan();
  const options = (over: Partial<PublishOptions> = {}): PublishOptions => {
    return { plan, runsDir: runs(), isPreview: false, baseline: null, ...over };
  };

  /** A stack whose cells were measured in the run `run-1`. */
  async function known(): Promise<Known> {
    const cells = [];
    for (const { cell, level, repeat, order } of plan.load.cells) {
      const inputs = someInputs({ cell, level, repeat, order, runId: "run-1" });
      cells.push((await create(inputs, scripted(anOutcome()).tools)).outs);
    }
    const { schemaVersion, endpoints, nodes, placement, timings, plan: planned } = anOutputs();
    const own = { stack: "test", runId: "run-1", provenance: "emulated" as const, topologyDigest: "topology" };
    return {
      ...own,
      schemaVersion,
      endpoints,
      nodes,
      placement,
      timings,
      plan: planned,
      cells,
      machines: ["server/1"],
    };
  }

  it("an update closes the run in the archive, and its output is the digest of run.json", async () => {
    const { resultsDigest, notes, comparison } = await publish(await known(), options());
    const run = await readRun("run-1", runs());
    assert.deepEqual([run.status, run.digest, comparison], ["complete", resultsDigest, undefined]);
    assert.equal(run.outputs?.load.length, plan.load.cells.length);
    assert.deepEqual(notes, plan.notes);
    assert.deepEqual((await verifyRun(runs(), "run-1")).problems, []);
  });

  it("an update that measured nothing leaves the run as it was closed", async () => {
    const stack = await known();
    const { resultsDigest } = await publish(stack, options());
    const again = await publish({ ...stack, timings: [] }, options());
    assert.equal(again.resultsDigest, resultsDigest);
  });

  it("a preview closes no run, and knows the digest of a closed one", async () => {
    const stack = await known();
    assert.equal((await publish(stack, options({ isPreview: true }))).resultsDigest, null);
    assert.equal(existsSync(join(runs(), "run-1", "run.json")), false);
    const { resultsDigest } = await publish(stack, options());
    assert.equal((await publish(stack, options({ isPreview: true }))).resultsDigest, resultsDigest);
  });

  it("on a machine without the archive, nothing is closed, and a note names the cells", async () => {
    const stack = await known();
    rmSync(runs(), { recursive: true });
    const { resultsDigest, notes } = await publish(stack, options());
    assert.equal(resultsDigest, null);
    assert.match(notes.at(-1)!, /^not in the archive of this machine: the full results of load-\w+-1, load-/);
    assert.equal(existsSync(runs()), false);
  });

  it("the baseline's full results come from the archive, and a problem of it is part of the output", async () => {
    const stack = await known();
    const { topologyDigest, plan: planned, nodes, placement, endpoints, timings } = stack;
    await publish(stack, options());
    const { comparison: same } = await publish(
      stack,
      options({
        baseline: {
          name: "test",
          outputs: {
            ...aStackSummary(
              anOutputs({
                stack: "test",
                runId: "run-1",
                topologyDigest,
                plan: planned,
                nodes,
                placement,
                endpoints,
                timings,
                load: [],
              }),
            ),
            load: stack.cells.map(({ output }) => output),
          },
        },
      }),
    );
    assert.ok(same && "levels" in same);
    assert.match(same.notes.join("\n"), /both sides are the same run/);
    const { comparison: down } = await publish(stack, options({ baseline: { name: "other", outputs: {} } }));
    assert.deepEqual(down, { baseline: "other", problem: "other has no outputs: it is not up" });
  });
});
