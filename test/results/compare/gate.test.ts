import assert from "node:assert/strict";
import type { CellOutput } from "../../../results/schema/outputs.ts";
import { compare, gateOf, whyGateCannotDecide } from "../../../results/compare/index.ts";
import { BASE, against, apart, eachCell, repeats, scaled } from "./repeats.ts";

type Spec = CellOutput["result"]["spec"];

/** @param over of the load; an empty model is one that a file of another tool did not record */
const rated = (over: Spec = {}, metric = "rate") => {
  const of = (stack: string) =>
    eachCell(repeats({ stack, p50: [100] }), (cell) => ({
      ...cell,
      result: { ...cell.result, spec: { ...cell.result.spec, ...over } },
    }));
  return gateOf(compare(of("a"), of("b"), { primary: [metric] }), metric);
};

describe("a gate on worse", () => {
  it("a gate finds the stack, or its metric, worse or not", () => {
    assert.deepEqual(gateOf(against({ p50: scaled(1.2) }), undefined), { result: "worse" });
    assert.deepEqual(gateOf(against({ p50: scaled(1.2) }), "p50"), { result: "worse" });
    assert.deepEqual(gateOf(against({ p50: scaled(0.8) }), "p50"), { result: "not worse" });
    assert.deepEqual(gateOf(against({ p50: scaled(1.2) }), "p95"), { result: "not worse" });
    assert.deepEqual(gateOf(against({ p50: BASE }), undefined), { result: "not worse" });
  });

  it("a gate cannot decide on a rate that think times, a schedule or an unknown load bound", () => {
    const bounded: Spec[] = [
      {},
      { model: "open", ratePerS: 50 },
      { model: "" },
      { thinkTime: { kind: "constant", ms: 5 } },
      { scenario: "get", thinkTime: { kind: "constant", ms: 5 } },
      { scenario: "./own.ts" },
    ];
    for (const spec of bounded) assert.equal(rated(spec).result, "cannot decide", JSON.stringify(spec));
    const free: Spec[] = [{ thinkTimeScale: 0 }, { thinkTime: { kind: "none" } }, { scenario: "get" }];
    for (const spec of free) assert.equal(rated(spec).result, "inconclusive", JSON.stringify(spec));
    assert.equal(rated({}, "p99").result, "inconclusive");
  });

  it("the same is known of a load before it is measured", () => {
    assert.match(whyGateCannotDecide("rate", { model: "closed", thinkTimeScale: 0.1 })!, /think/);
    assert.equal(whyGateCannotDecide("rate", { model: "closed", thinkTimeScale: 0 }), null);
    assert.equal(whyGateCannotDecide("p95", { model: "closed", thinkTimeScale: 1 }), null);
    assert.equal(whyGateCannotDecide(undefined, { model: "closed", thinkTimeScale: 1 }), null);
  });

  it("a gate on failures passes where neither side failed, and fails where the guard does", () => {
    const failing = (failures: number[]) => {
      const a = repeats({ stack: "a", p50: [100] });
      const b = repeats({ stack: "b", p50: [100], failures });
      return gateOf(compare(a, b, { primary: ["failures"] }), "failures").result;
    };
    assert.equal(failing([0]), "not worse");
    assert.equal(failing([3]), "inconclusive");
    assert.equal(failing([300]), "worse");
  });

  it("a gate without repeats to decide says how many would", () => {
    const gate = gateOf(against({ p50: [120] }, { p50: [100] }), "p50");
    assert.deepEqual(gate, { result: "inconclusive", repeats: 30 });
  });

  it("a gate has no evidence without steady cells, common levels or samples", () => {
    const partial = gateOf(against({ p50: BASE, status: "partial" }), undefined);
    assert.ok(partial.result === "no evidence" && /no complete and steady repeat/.test(partial.reason));
    const apartLevels = compare(
      repeats({ stack: "a", p50: BASE }),
      repeats({ stack: "b", p50: BASE, levels: ["high"], ...apart }),
    );
    assert.deepEqual(gateOf(apartLevels, undefined), {
      result: "no evidence",
      reason: "no level was measured on both sides",
    });
  });
});
