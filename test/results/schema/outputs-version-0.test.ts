/** What was exported and stored when the outputs of a stack were still its full results. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CellOutputs } from "../../../infra/load/cell.ts";
import { measuredCells, type StateResource } from "../../../cli/engines/engine.ts";
import { diff } from "../../../infra/load/cell.ts";
import { summaryIn } from "../../../infra/load/summary.ts";
import { findSource } from "../../../results/archive/find-source.ts";
import { compare } from "../../../results/compare/index.ts";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";
import { cellSummarySchema } from "../../../results/schema/summary.ts";

const folder = join(import.meta.dirname, "../../fixtures/outputs-version-0");

describe("outputs of version 0", () => {
  const exported = () => findSource(join(folder, "exported.json"), { runsDir: join(folder, "no-archive") });
  const loadRun = JSON.parse(readFileSync(join(folder, "load-run.json"), "utf8")) as StateResource;
  const outs = loadRun.outputs as unknown as CellOutputs;

  it("an exported file has the full results, without an archive", async () => {
    const { from, outputs, missing } = await exported();
    assert.deepEqual([from, outputs.schemaVersion, missing], ["file", 0, undefined]);
    assert.ok(outputs.load[0]!.result.endpoints.length > 0);
    assert.match(compare(outputs, outputs).warnings.join("\n"), /both sides are the same run/);
  });

  it("the full result of a cell in a state is summarised, and is the one that was exported", async () => {
    const summary = summaryIn(outs.output as unknown as MeasuredCell);
    assert.equal(cellSummarySchema.parse(JSON.parse(JSON.stringify(summary))).digest, null);
    const [cell] = (await exported()).outputs.load;
    assert.equal(summary.requests, cell!.result.overall.requests);
    assert.deepEqual([...measuredCells([loadRun])], [[summary.cell, { runId: summary.runId, digest: null }]]);
  });

  it("a cell whose state has the full result is not measured again", () => {
    assert.equal(diff(outs, { ...outs, runId: "keep" }).changes, outs.status !== "complete");
  });
});
