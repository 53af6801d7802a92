import assert from "node:assert/strict";
import fc from "fast-check";
import { summaryIn, summaryOf as summarise } from "../../../infra/load/summary.ts";
import { outputsOfSummary } from "../../../results/archive/index.ts";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";
import { cellSummarySchema, type CellSummary } from "../../../results/schema/summary.ts";
import { aCell, anEndpoint, aResult, aStackSummary } from "../../helpers/builders.ts";

/** As the state has it: without `undefined`. */
const summaryOf = (cell: MeasuredCell, digest: string | null): CellSummary =>
  JSON.parse(JSON.stringify(summarise(cell, digest))) as CellSummary;
const measured = aCell() as MeasuredCell;

describe("the summary of a cell", () => {
  it("a summary has the figures of the whole cell, and where its full result is", () => {
    const summary = summaryOf(measured, "d".repeat(64));
    const { overall, spec } = measured.result;
    assert.deepEqual(
      [summary.runId, summary.users, summary.requests, summary.ratePerS, summary.p99Ms, summary.digest],
      ["run-a", spec["users"], overall.requests, overall.ratePerS, overall.latencyMs.p99, "d".repeat(64)],
    );
    assert.deepEqual(summary.missing, {});
    assert.deepEqual(cellSummarySchema.parse(summary), summary);
  });

  it("a summary takes less than 25 lines", () => {
    assert.ok(JSON.stringify(summaryOf(measured, "d".repeat(64)), null, 2).split("\n").length < 25);
  });

  it("a figure that was not measured is null, with its reason", () => {
    const overall = anEndpoint({ missing: [{ metric: "latencyMs.p99", reason: "too few samples" }] });
    overall.latencyMs.p99 = null;
    const summary = summaryOf({ ...measured, metrics: null, result: aResult({ overall }) }, null);
    assert.deepEqual([summary.p99Ms, summary.cpuCores, summary.crossNodeBytesPerS], [null, null, null]);
    const scraped = "no metrics were scraped";
    assert.deepEqual(summary.missing, { p99Ms: "too few samples", cpuCores: scraped, crossNodeBytesPerS: scraped });
  });

  it("a plateau whose halves disagree is in the summary, because its cell is no evidence", () => {
    const drift = { segment: "plateau", holds: false, ratePerS: [10, 5], p50Ms: [10, 20] };
    const summary = summaryOf({ ...measured, result: aResult({ steady: [drift] }) }, null);
    assert.deepEqual(summary.unsteady, [drift]);
  });

  it("the full result in a state of an older version is summarised, and has no digest", () => {
    assert.deepEqual(summaryIn(measured), summarise(measured, null));
    assert.deepEqual(summaryIn(summaryOf(measured, null)), summaryOf(measured, null));
  });

  it("outputs that are made from a summary have exactly that summary", () => {
    const figure = fc.option(fc.double({ min: 0.001, max: 1e6, noNaN: true }));
    const cells: fc.Arbitrary<CellSummary> = fc
      .record({
        requests: fc.integer({ min: 1, max: 1e6 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        ratePerS: fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        status: fc.constantFrom("complete" as const, "partial" as const, "invalid" as const),
        figures: fc.record({ p50Ms: figure, p95Ms: figure, p99Ms: figure }),
        resources: fc.record({ cpuCores: figure, crossNodeBytesPerS: figure }),
      })
      .map(({ requests, share, ratePerS, status, figures, resources }) => {
        const failures = Math.floor(requests * share);
        const all = { ...figures, ...resources };
        const missing = Object.entries(all).flatMap(([name, value]) => (value === null ? [[name, `no ${name}`]] : []));
        return {
          ...summaryOf(measured, null),
          ...{ requests, failures, ratePerS, status, users: null, failuresPct: (100 * failures) / requests },
          ...all,
          missing: Object.fromEntries(missing),
        };
      });
    fc.assert(
      fc.property(cells, (cell) => {
        const [made] = outputsOfSummary({ ...aStackSummary(), load: [cell] }, "why").load;
        const again = summaryOf(made as MeasuredCell, null);
        // The reason of a sum over nodes names the nodes.
        const reasons = Object.entries(again.missing).map(([name, reason]) => [
          name,
          reason.replace("all nodes: ", ""),
        ]);
        assert.deepEqual({ ...again, missing: Object.fromEntries(reasons) }, cell);
      }),
    );
  });
});
