import assert from "node:assert/strict";
import { summary } from "../../../loadgen/report/summary.ts";
import type { CellResult } from "../../../loadgen/schema/cell.ts";
import { outcomeOf } from "../helpers/outcome-of.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

/** The summary of a short load, with these fields in its result. */
async function summed(more: Partial<CellResult>): Promise<string> {
  const { spec, clock, run, seconds } = virtualRun({ spec: { durationMs: 3000 } });
  await clock.advanceTo(20e6);
  await run.done;
  return summary({ ...outcomeOf(spec, seconds, 0).result, ...more });
}

const errors = (count: number): CellResult["errors"] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ endpoint: `GET /${at}`, class: "http-5xx" as const, message: "HTTP 500" },
    ...{ count: 1, firstAtMs: 0, lastAtMs: 0 },
  }));

describe("the summary of a load", () => {
  it("a summary lists 20 kinds of failures, and says how many more there are and where", async () => {
    assert.doesNotMatch(await summed({ errors: errors(20) }), /more kind/);
    const one = await summed({ errors: errors(21) });
    assert.match(one, /GET \/19: .*\n {2}and 1 more kind: --json and --out list all\n/);
    assert.match(await summed({ errors: errors(50) }), /and 30 more kinds: /);
  });

  it("a summary never prints an unknown figure as null", async () => {
    assert.doesNotMatch(await summed({ longestGapMs: null }), /null/);
  });

  it("a summary says of each threshold in a word whether it passed, with the value in its unit", async () => {
    const thresholds = [
      { threshold: "p95<200ms", holds: true, value: 187.25 },
      { threshold: "failures<1%", holds: false, value: 0.0254 },
      { threshold: "http_reqs: count>10", holds: false, value: null },
    ];
    assert.match(
      await summed({ thresholds }),
      /✓ passed {2}p95<200ms \(187 ms\)\n {2}✗ failed {2}failures<1% \(2\.54 %\)\n {2}✗ failed .*nothing was measured/,
    );
  });

  it("a summary fits a terminal of 80 columns, and of 40 where words allow it", async () => {
    const { spec, clock, run, seconds } = virtualRun({ spec: { durationMs: 3000 } });
    await clock.advanceTo(20e6);
    await run.done;
    const { result } = outcomeOf(spec, seconds, 0);
    const name = "GET /a/rather/long/name/of/an/endpoint";
    const wide = { ...result, endpoints: [{ ...result.overall, name, ratePerS: 12345.6 }] };
    for (const widthChars of [40, 80])
      for (const line of summary(wide, { widthChars }).split("\n")) assert.ok(line.length <= widthChars, line);
  });

  it("a summary has the notes on a load", async () => {
    assert.match(await summed({ notes: ["nothing succeeded from second 4 on"] }), /\nnote: nothing succeeded/);
  });
});
