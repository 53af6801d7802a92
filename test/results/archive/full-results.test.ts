import assert from "node:assert/strict";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fullResults, openCell, writeRun } from "../../../results/archive/index.ts";
import { compare } from "../../../results/compare/index.ts";
import { comparisonTable } from "../../../results/report/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import type { StackSummary } from "../../../results/schema/summary.ts";
import { anOutputs, aStackSummary, aWanOutputs } from "../../helpers/builders.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("the full results of a stack", () => {
  const folder = temporaryFolder();
  const runs = () => join(folder.path, "runs");
  const find = (raw: unknown) => fullResults("The outputs of shop", raw, runs());
  const fileOf = (runId: string, ...path: string[]) => join(runs(), runId, ...path);

  /** Archives the cells of a run, and returns what its stack registers. */
  async function measured(outputs: StackOutputs, { isClosed = true } = {}): Promise<StackSummary> {
    const { runId, stack, plan, nodes, placement, provenance, topologyDigest } = outputs;
    const digests: Record<string, string> = {};
    for (const output of outputs.load) {
      const planned = { plan, nodes, placement, provenance, topologyDigest, notes: [] };
      const cell = await openCell(runs(), runId, output.cell, { stack, planned });
      digests[output.cell] = await cell.close(output);
    }
    const resultsDigest = isClosed ? (await writeRun(runs(), outputs)).digest : null;
    return aStackSummary(outputs, { resultsDigest }, digests);
  }

  it("the results that a summary names come from the archive", async () => {
    const { outputs, run, missing } = await find(await measured(anOutputs()));
    assert.deepEqual(plain(outputs), plain(anOutputs()));
    assert.deepEqual([run?.runId, missing], ["run-a", undefined]);
  });

  it("a run that was not closed has its plan and the results of its cells", async () => {
    const { outputs, missing } = await find(await measured(anOutputs(), { isClosed: false }));
    assert.equal(missing, undefined);
    assert.deepEqual(plain([outputs.plan, outputs.load]), plain([anOutputs().plan, anOutputs().load]));
  });

  it("endpoints and notes are those of the stack now, not those of when its run was closed", async () => {
    const summary = await measured(anOutputs());
    const { outputs } = await find({ ...summary, endpoints: { shop: "http://127.0.0.1:2" }, notes: ["replaced"] });
    assert.deepEqual([outputs.endpoints, outputs.notes], [{ shop: "http://127.0.0.1:2" }, ["replaced"]]);
  });

  it("a result that changed since it was measured is refused with both digests", async () => {
    const summary = await measured(anOutputs(), { isClosed: false });
    const file = fileOf("run-a", "cells", "load-low-1", "result.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"requests": 1000', '"requests": 1001'));
    await assert.rejects(find(summary), {
      code: "RESULTS_DIGEST",
      message: new RegExp(`load-low-1 has digest [0-9a-f]{64}, not ${summary.load[0]!.digest}`),
    });
  });

  it("a run.json that is not the one that the stack names is refused", async () => {
    const summary = await measured(anOutputs());
    const file = fileOf("run-a", "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replace("Test CPU", "Another CPU"));
    await assert.rejects(find(summary), {
      code: "RESULTS_DIGEST",
      message: /run\.json.*than the outputs of local name/,
    });
  });

  it("white space in an archived file does not change its digest", async () => {
    const summary = await measured(anOutputs());
    appendFileSync(fileOf("run-a", "run.json"), "\n\n");
    assert.equal((await find(summary)).missing, undefined);
  });

  it("without the archive, the summary is all that is known, and the outputs say so", async () => {
    const summary = await measured(anOutputs());
    rmSync(runs(), { recursive: true });
    const { outputs, run, missing } = await find(summary);
    assert.equal(run, undefined);
    assert.match(missing!, /^run run-a is not in the archive of this machine, so only the summary/);
    assert.deepEqual(outputs.notes, [missing]);
    const { overall, endpoints } = outputs.load[0]!.result;
    const { requests, ratePerS, latencyMs } = anOutputs().load[0]!.result.overall;
    assert.deepEqual([overall.requests, overall.ratePerS, overall.latencyMs.p95], [requests, ratePerS, latencyMs.p95]);
    assert.deepEqual([overall.latencyMs.avg, endpoints], [null, []]);
  });

  it("a cell that the archive lacks is named", async () => {
    const summary = await measured(anOutputs(), { isClosed: false });
    rmSync(fileOf("run-a", "cells", "load-low-1", "result.json"));
    assert.match((await find(summary)).missing!, /the results of load-low-1 are not in the archive/);
  });

  it("two summaries are compared by what they have, with the reasons for what is missing", async () => {
    const [a, b] = [await find(aStackSummary()), await find(aStackSummary(aWanOutputs()))];
    const comparison = compare(a.outputs, b.outputs);
    const [low] = comparison.levels;
    const valueOf = (metric: string) => low!.metrics.find((each) => each.metric === metric)!;
    assert.notEqual(valueOf("p95").a.value, null);
    assert.notEqual(valueOf("p95").verdict, null);
    assert.match(valueOf("p90").a.reason!, /the summary does not have it/);
    const text = comparisonTable(comparison, { all: true });
    assert.match(text, /The infrastructure was not recorded on both sides/);
    assert.match(text, /note: local-wan: run run-b is not in the archive of this machine/);
  });

  it("a summary compares with full results", async () => {
    const { outputs } = await find(aStackSummary());
    assert.equal(compare(outputs, aWanOutputs()).levels.length, 1);
    assert.equal(compare(aWanOutputs(), outputs).levels.length, 1);
  });

  it("full results of an older version need no archive", async () => {
    assert.deepEqual(await find(anOutputs()), { outputs: anOutputs() });
  });

  it("outputs that are neither, or of a newer version, are refused with the place of the error", async () => {
    await assert.rejects(find({ url: "http://example" }), { code: "RESULTS_FOREIGN_FILE", message: /outputs of shop/ });
    await assert.rejects(find({ ...aStackSummary(), schemaVersion: 2 }), { code: "RESULTS_SCHEMA_VERSION" });
    await assert.rejects(find({ ...aStackSummary(), runId: 1 }), {
      code: "RESULTS_INVALID",
      message: /shop.*\n.*runId/,
    });
  });
});
