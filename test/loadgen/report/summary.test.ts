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

  it("a summary has the notes on a load", async () => {
    assert.match(await summed({ notes: ["nothing succeeded from second 4 on"] }), /\nnotes\n {2}nothing succeeded/);
  });
});
