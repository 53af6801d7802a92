import assert from "node:assert/strict";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { runsDir } from "../../../infra/home.ts";
import type { CellOutputs } from "../../../infra/load/cell.ts";
import { create, update, type LifecycleTools } from "../../../infra/load/lifecycle.ts";
import { cellSummarySchema } from "../../../results/schema/summary.ts";
import { aSecond } from "../../helpers/builders.ts";
import { anOutcome, someInputs } from "../helpers/builders.ts";
import { withHome } from "../helpers/home.ts";
import { scripted } from "./scripted.ts";

describe("an archive that fails after requests were sent", () => {
  const home = withHome();
  const inputs = someInputs({ runId: "run-1" });
  const dir = () => join(runsDir(home.path), "run-1", "cells", inputs.cell);

  /** A load of two seconds with a scrape in each, at whose start the archive is damaged. */
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
  const reasons = ({ output }: CellOutputs) => output!.reasons;

  for (const file of ["seconds.ndjson", "metrics.ndjson"])
    it(`a full disk makes the cell invalid, and the reason names ${file}`, async () => {
      const tools = meanwhile(() => symlinkSync("/dev/full", join(dir(), file)));
      const { outs } = await create(inputs, tools);
      assert.equal(outs.status, "invalid");
      const [reason, ...more] = reasons(outs);
      assert.equal(reason?.code, "archive-failed");
      assert.match(reason?.message ?? "", new RegExp(`Cannot write load-low-1/${file}: no space is left on the disk`));
      assert.deepEqual(more, []);
      assert.deepEqual(cellSummarySchema.parse(outs.output), outs.output);
    });

  it("a missing cell folder makes the cell invalid, and is reported once", async () => {
    const tools = meanwhile(() => rmSync(dir(), { recursive: true }));
    const { outs } = await create(inputs, tools);
    assert.deepEqual(
      [outs.status, reasons(outs).map(({ code }) => code), outs.output?.digest],
      ["invalid", ["archive-failed"], null],
    );
    assert.doesNotMatch(JSON.stringify(outs), new RegExp(home.path));
  });

  it("a result that cannot be written makes the cell invalid", async () => {
    const { tools } = scripted(anOutcome());
    const runLoad = tools.runLoad;
    tools.runLoad = (spec, hooks) => {
      rmSync(dir(), { recursive: true });
      return runLoad(spec, hooks);
    };
    const { outs } = await create(inputs, tools);
    assert.match(
      reasons(outs)[0]?.message ?? "",
      /Cannot write load-low-1\/histograms.json: its folder does not exist/,
    );
  });

  it("an update does not throw if the archive fails, and the next update measures the cell again", async () => {
    const olds = (await create(inputs, scripted(anOutcome("partial", 4_000)).tools)).outs;
    const failing = meanwhile(() => rmSync(dir(), { recursive: true }), anOutcome("complete", 5_000));
    const { outs } = await update(olds, inputs, failing);
    assert.equal(outs.status, "invalid");
    const { tools, specs } = scripted(anOutcome());
    assert.equal((await update(outs, inputs, tools)).outs.status, "complete");
    assert.equal(specs[0]?.durationMs, inputs.spec.durationMs);
  });
});
