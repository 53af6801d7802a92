import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { aLatency, anEndpoint } from "../../helpers/builders.ts";
import { BASE, against, eachCell, one } from "./repeats.ts";

describe("failures of one run per side", () => {
  const failing = (a: number, b: number, requests = 1000): string => {
    const of = (stack: string, failures: number) => {
      const overall = anEndpoint({ requests, failures, ok: requests - failures, latencyMs: aLatency(100) });
      return eachCell(one(stack, 100), (cell) => ({ ...cell, result: { ...cell.result, overall } }));
    };
    return compare(of("a", a), of("b", b)).verdicts.guards[0]!.verdict;
  };

  it("failures are worse where bursts do not explain them", () => {
    assert.equal(failing(0, 200), "worse");
    assert.equal(failing(0, 5), "undecided");
    assert.equal(failing(0, 1), "undecided");
    assert.equal(failing(50, 60), "undecided");
    assert.equal(failing(0, 2000, 100_000), "worse");
  });

  it("no failure on either side is called so, and a candidate without more failures may be better", () => {
    assert.equal(failing(0, 0), "no failures");
    assert.equal(failing(5, 0), "holds");
    assert.equal(failing(5, 5), "holds");
    assert.equal(against({ p50: BASE }).verdicts.guards[0]!.verdict, "no failures");
    const burst = against({ p50: BASE }, { failures: [0, 0, 0, 0, 300] });
    assert.equal(burst.verdicts.guards[0]!.verdict, "holds", "however much the baseline's failures vary");
  });
});
