import assert from "node:assert/strict";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { LoadOutcome } from "@stackmark/loadgen";
import { cellIntentFile, runsDir } from "../../../infra/home.ts";
import type { CellInputs, CellOutputs } from "../../../infra/load/cell-inputs.ts";
import { writeIntent } from "../../../infra/load/intent.ts";
import { create, remove, update, type LifecycleTools } from "../../../infra/load/lifecycle.ts";
import { cellOutputSchema } from "../../../results/schema/outputs.ts";
import { aSecond } from "../../helpers/builders.ts";
import { anOutcome, someInputs } from "../helpers/builders.ts";
import { withHome } from "../helpers/home.ts";

/** Loads that come out as told, one after the other; the last one again and again. */
function scripted(...outcomes: (LoadOutcome | Error | "stopped")[]) {
  const specs: Record<string, unknown>[] = [];
  const queue = [...outcomes];
  const next = () => (queue.length > 1 ? queue.shift()! : queue[0]!);
  const tools: LifecycleTools = {
    checkReady: () => Promise.resolve(),
    readWindow: () => assert.fail("these nodes have no Prometheus"),
    writeSeries: () => assert.fail("these nodes have no Prometheus"),
    runLoad: (spec) => {
      specs.push(spec as Record<string, unknown>);
      const outcome = next();
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome as LoadOutcome);
    },
    startCollector: () => ({
      stop: () => Promise.resolve({ samples: [], failed: 0, down: [], lastProblem: null }),
    }),
    watchStop: () => {
      const reason = queue[0] === "stopped" ? { code: "stop-requested" as const, message: "asked" } : null;
      if (reason) next();
      return { signal: new AbortController().signal, reason, [Symbol.dispose]: () => undefined };
    },
    print: () => undefined,
  };
  return { tools, specs };
}

describe("creating a cell", () => {
  const home = withHome();
  const inArchive = (outs: CellOutputs, file: string): string =>
    join(runsDir(home.path), outs.runId, "cells", outs.cell, file);

  it("makes a run, archives the cell in it, and returns what was measured", async () => {
    const { id, outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.equal(id, `${outs.runId}/load-low-1`);
    assert.match(outs.runId, /^test-/);
    assert.equal(outs.status, "complete");
    assert.deepEqual(cellOutputSchema.parse(outs.output), outs.output);
    assert.equal(existsSync(inArchive(outs, "result.json")), true);
  });

  it("puts the cells of one pass into one run", async () => {
    const { tools } = scripted(anOutcome());
    const [low, high] = [await create(someInputs(), tools), await create(someInputs({ cell: "load-high-1" }), tools)];
    assert.equal(high.outs.runId, low.outs.runId);
  });

  it("returns plain JSON: what is not known is null", async () => {
    const { outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.deepEqual(JSON.parse(JSON.stringify(outs)), outs);
  });

  for (const status of ["partial", "invalid"] as const)
    it(`does not throw for a load that came out ${status}`, async () => {
      const { outs } = await create(someInputs(), scripted(anOutcome(status)).tools);
      assert.equal(outs.status, status);
      assert.equal(outs.output?.result.status, status);
    });

  it("has no output when it was stopped before its first request, and is measured by the next update", async () => {
    const { tools, specs } = scripted("stopped", anOutcome());
    const inputs = someInputs();
    const { outs } = await create(inputs, tools);
    assert.deepEqual([outs.status, outs.output, specs.length], ["partial", null, 0]);
    const updated = await update(outs, inputs, tools);
    assert.equal(updated.outs.status, "complete");
    assert.equal(updated.outs.runId, outs.runId);
  });

  it("throws when nothing could be sent, and takes the same run when it is tried again", async () => {
    const { tools } = scripted(new Error("refused"), anOutcome());
    await assert.rejects(create(someInputs(), tools), /refused/);
    const { outs } = await create(someInputs(), tools);
    assert.equal(outs.status, "complete");
  });

  it("sends nothing to a workload that is not ready", async () => {
    const { tools, specs } = scripted(anOutcome());
    tools.checkReady = () => Promise.reject(new Error("not ready"));
    await assert.rejects(create(someInputs(), tools), /not ready/);
    assert.equal(specs.length, 0);
  });

  it("adopts the complete result of an attempt that was cut off before it was written down", async () => {
    const { tools, specs } = scripted(anOutcome());
    const inputs = someInputs();
    const first = await create(inputs, tools);
    const again = await create(inputs, tools);
    assert.deepEqual(again.outs, first.outs);
    assert.equal(specs.length, 1);
  });

  it("measures in the run of a cut-off attempt, with what that left set aside", async () => {
    const inputs = someInputs();
    await writeIntent(inputs, "run-cut-off");
    const { outs } = await create(inputs, scripted(anOutcome()).tools);
    assert.equal(outs.runId, "run-cut-off");
  });

  it("does not take the attempt at another measurement for its own", async () => {
    await writeIntent(someInputs({ topologyDigest: "other" }), "run-cut-off");
    const { outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.notEqual(outs.runId, "run-cut-off");
  });

  it("does not take what other machines measured for its own", async () => {
    const { tools, specs } = scripted(anOutcome());
    const first = await create(someInputs(), tools);
    const { outs } = await create(someInputs({ instances: ["server/2"] }), tools);
    assert.notEqual(outs.runId, first.outs.runId);
    assert.equal(specs.length, 2);
  });

  it("records what it was measured with", async () => {
    const { outs } = await create(someInputs(), scripted(anOutcome()).tools);
    assert.equal(outs.output?.environment?.node, process.versions.node);
  });

  it("keeps the complete result of an asked run, and measures in a new one", async () => {
    const { tools } = scripted(anOutcome());
    const inputs = someInputs({ runId: "run-1" });
    const first = await create(inputs, tools);
    assert.equal(first.outs.runId, "run-1");
    await remove(first.outs);
    const second = await create(someInputs({ runId: "run-1", topologyDigest: "other" }), tools);
    assert.notEqual(second.outs.runId, "run-1");
    assert.equal(second.outs.askedRunId, "run-1");
    assert.equal(existsSync(inArchive(first.outs, "result.json")), true);
  });
});

describe("an archive that fails after requests were sent", () => {
  const home = withHome();
  const inputs = someInputs({ runId: "run-1" });
  const dir = () => join(runsDir(home.path), "run-1", "cells", inputs.cell);

  /** A load of two seconds with a scrape in each, at whose start something happens to the archive. */
  function meanwhile(happens: () => void, outcome = anOutcome()): LifecycleTools {
    const { tools } = scripted(outcome);
    const startCollector = tools.startCollector;
    let onSample: Parameters<typeof startCollector>[1];
    tools.startCollector = (source, options) => {
      onSample = options;
      return startCollector(source, options);
    };
    tools.runLoad = (_spec, hooks) => {
      happens();
      for (const atMs of [1000, 2000]) {
        hooks?.onSecond?.(aSecond({ atMs }));
        onSample?.onSample?.({ at: Date.now(), services: [], nodes: [], crossNodeBytes: 0 });
      }
      return Promise.resolve(outcome);
    };
    return tools;
  }
  const reasons = ({ output }: CellOutputs) => output!.result.reasons;

  for (const file of ["seconds.ndjson", "metrics.ndjson"])
    it(`makes the cell invalid and names the file: ${file} on a full disk`, async () => {
      const tools = meanwhile(() => symlinkSync("/dev/full", join(dir(), file)));
      const { outs } = await create(inputs, tools);
      assert.equal(outs.status, "invalid");
      const [reason, ...more] = reasons(outs);
      assert.equal(reason?.code, "archive-failed");
      assert.match(reason?.message ?? "", new RegExp(`Cannot write load-low-1/${file}: ENOSPC`));
      assert.deepEqual(more, []);
      assert.deepEqual(cellOutputSchema.parse(outs.output), outs.output);
    });

  it("makes the cell invalid where its folder is gone when it is closed, and is told once", async () => {
    const tools = meanwhile(() => rmSync(dir(), { recursive: true }));
    const { outs } = await create(inputs, tools);
    assert.deepEqual(
      [outs.status, reasons(outs).map(({ code }) => code), outs.output?.metrics?.scrapes],
      ["invalid", ["archive-failed"], 0],
    );
    assert.doesNotMatch(JSON.stringify(outs), new RegExp(home.path));
  });

  it("makes the cell invalid where only its result cannot be written", async () => {
    const { tools } = scripted(anOutcome());
    const runLoad = tools.runLoad;
    tools.runLoad = (spec, hooks) => {
      rmSync(dir(), { recursive: true });
      return runLoad(spec, hooks);
    };
    const { outs } = await create(inputs, tools);
    assert.match(reasons(outs)[0]?.message ?? "", /Cannot write load-low-1\/histograms.json: ENOENT/);
  });

  it("does not make an update throw either, and the next one measures the cell anew", async () => {
    const olds = (await create(inputs, scripted(anOutcome("partial", 4_000)).tools)).outs;
    const failing = meanwhile(() => rmSync(dir(), { recursive: true }), anOutcome("complete", 5_000));
    const { outs } = await update(olds, inputs, failing);
    assert.equal(outs.status, "invalid");
    const { tools, specs } = scripted(anOutcome());
    assert.equal((await update(outs, inputs, tools)).outs.status, "complete");
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
  });
});

describe("updating a cell", () => {
  const home = withHome();
  const inputs = someInputs();
  const created = async (outcome: LoadOutcome, of: CellInputs = inputs) =>
    (await create(of, scripted(outcome).tools)).outs;

  it("returns a complete result untouched, without a request", async () => {
    const olds = await created(anOutcome());
    const { tools, specs } = scripted(new Error("a request was sent"));
    assert.deepEqual((await update(olds, inputs, tools)).outs, olds);
    assert.equal(specs.length, 0);
  });

  it("resumes a partial result: the warm-up again, then what is missing, both as one of the same run", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools, specs } = scripted(anOutcome("complete", 5_000));
    const { outs } = await update(olds, inputs, tools);
    assert.equal(specs[0]?.durationMs, 1_000 + 5_000);
    assert.equal(outs.runId, olds.runId);
    assert.equal(outs.status, "complete");
    assert.equal(outs.output?.result.measuredMs, 9_000);
    assert.equal(outs.output?.result.spec.durationMs, inputs.spec.durationMs);
  });

  it("measures anew, whole, what was stopped on machines that are others now, with the earlier attempt set aside", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools, specs } = scripted(anOutcome());
    const { outs } = await update(olds, { ...inputs, instances: ["server/2"] }, tools);
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
    assert.deepEqual([outs.status, outs.output?.result.measuredMs, outs.instances], ["complete", 9_000, ["server/2"]]);
    const cell = join(runsDir(home.path), outs.runId, "cells", outs.cell);
    assert.equal(existsSync(join(cell, "attempts/1/result.json")), true);
  });

  it("measures an invalid result anew, whole", async () => {
    const olds = await created(anOutcome("invalid"));
    const { tools, specs } = scripted(anOutcome());
    const { outs } = await update(olds, inputs, tools);
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
    assert.deepEqual([outs.status, outs.output?.result.measuredMs], ["complete", 9_000]);
  });

  it("measures anew what was stopped in its warm-up, whole", async () => {
    const olds = await created(anOutcome("partial", 0));
    const { tools, specs } = scripted(anOutcome());
    await update(olds, inputs, tools);
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
  });

  it("adopts the complete result of an update that was cut off before it was written down", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools, specs } = scripted(anOutcome("complete", 5_000));
    const first = await update(olds, inputs, tools);
    assert.deepEqual((await update(olds, inputs, tools)).outs, first.outs);
    const elsewhere = await update(olds, { ...inputs, instances: ["server/2"] }, tools);
    assert.deepEqual(elsewhere.outs, { ...first.outs, instances: [] });
    assert.equal(specs.length, 1);
  });

  it("keeps what there was when it is stopped before its first request", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { tools } = scripted("stopped");
    assert.deepEqual((await update(olds, inputs, tools)).outs, olds);
  });

  it("stays partial when it is stopped once more, and can be resumed again", async () => {
    const olds = await created(anOutcome("partial", 4_000));
    const { outs } = await update(olds, inputs, scripted(anOutcome("partial", 2_000)).tools);
    assert.deepEqual([outs.status, outs.output?.result.measuredMs], ["partial", 6_000]);
    const { tools, specs } = scripted(anOutcome("complete", 3_000));
    assert.equal((await update(outs, inputs, tools)).outs.status, "complete");
    assert.equal(specs[0]?.durationMs, 1_000 + 3_000);
  });
});

describe("deleting a cell", () => {
  const home = withHome();

  it("keeps the archive, ends its pass and forgets what it set out to do", async () => {
    const inputs = someInputs();
    const { tools } = scripted(anOutcome());
    const { outs } = await create(inputs, tools);
    await remove(outs);
    assert.equal(existsSync(join(runsDir(home.path), outs.runId, "cells", outs.cell, "result.json")), true);
    assert.equal(existsSync(cellIntentFile(home.path, "test", "load-low-1")), false);
    assert.notEqual((await create(inputs, tools)).outs.runId, outs.runId);
  });

  it("does nothing where there is nothing", async () => {
    await remove({ stack: "test", cell: "load-low-1", runId: "run-1" });
  });
});
