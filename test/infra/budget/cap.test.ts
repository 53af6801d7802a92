import assert from "node:assert/strict";
import { firstCap, loadCap } from "../../../infra/budget/cap.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import { hourlySum } from "../../../results/cost.ts";
import { aCloudPlan } from "../../cli/budget/stacks.ts";

const HOUR_MS = 3_600_000;
const UP = Date.UTC(2026, 10, 30, 8);
/** Four hours later. */
const EXPIRES_AT = "2026-11-30T12:00:00.000Z";

describe("the cap of a load", () => {
  it("counts from the first `up`, which the expiry in the state tells", () => {
    const plan = aCloudPlan({ maxHours: 2.5 });
    assert.deepEqual(loadCap(plan, stackPrices(plan), EXPIRES_AT), {
      atMs: UP + 2.5 * HOUR_MS,
      text: "multicloud has been up for 2 h 30 min (budget.maxHours)",
    });
  });

  it("comes when the stack has cost what it may, if that is earlier", () => {
    const plan = aCloudPlan({ maxCost: 0.5 });
    const prices = stackPrices(plan);
    const { atMs, text } = loadCap(plan, prices, EXPIRES_AT);
    assert.ok(Math.abs(atMs - UP - (0.5 / hourlySum(prices).usd) * HOUR_MS) <= 1);
    assert.match(text, /budget\.maxCost/);
    assert.deepEqual(firstCap(aCloudPlan({ maxCost: 500 }), prices).hours, 4);
  });
});
