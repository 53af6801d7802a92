import assert from "node:assert/strict";
import { outcomeOf } from "../../helpers/outcome-of.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";

describe("a load's result", () => {
  it("a result names no password of the target or the proxy", async () => {
    const urls = { target: "http://user:geheim@shop.test/", proxy: "http://user:geheim@proxy.test:3128" };
    const { spec, clock, run, seconds } = virtualRun({ spec: { ...urls, durationMs: 5000 } });
    await clock.advanceTo(20e6);
    await run.done;
    const outcome = outcomeOf(spec, seconds, 0);
    assert.doesNotMatch(JSON.stringify(outcome), /geheim/);
    assert.equal(outcome.result.target, "http://***@shop.test/");
    assert.equal(outcome.result.spec["proxy"], "http://***@proxy.test:3128");
  });
});
