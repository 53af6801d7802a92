import assert from "node:assert/strict";
import { capOf } from "../../../cli/budget/caps.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import { hourlySum } from "../../../results/cost.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";
import { aPlan } from "../../infra/helpers/builders.ts";
import { aCloudPlan, aCloudState } from "./stacks.ts";

const NOW = Date.UTC(2026, 10, 30, 12);
const HOUR_MS = 3_600_000;

describe("the cap of a stack", () => {
  const home = temporaryFolder();
  const cap = (budget: Record<string, unknown>, upForH: number | null, destroyOnCap?: true) =>
    capOf(
      { home: home.path },
      aCloudPlan(budget),
      upForH === null ? [] : aCloudState(NOW - upForH * HOUR_MS),
      { destroyOnCap },
      NOW,
    )!;

  it("hours count from the first `up`, not from the command", () => {
    assert.equal(cap({ maxHours: 3 }, null).limitMs, 3 * HOUR_MS);
    assert.equal(cap({ maxHours: 3 }, 1).limitMs, 2 * HOUR_MS);
    assert.equal(cap({ maxHours: 3 }, 3.5).limitMs, 0);
    assert.equal(cap({ maxHours: 3 }, 1).text, "multicloud has been up for 3 h 0 min (budget.maxHours)");
  });

  it("a cost is the hours that it pays for, if these are fewer", () => {
    const plan = aCloudPlan();
    const { usd } = hourlySum(stackPrices(plan));
    const { limitMs, text } = cap({ maxCost: 0.5 }, 1);
    assert.ok(Math.abs(limitMs - (0.5 / usd - 1) * HOUR_MS) < 1);
    assert.match(text, /^multicloud has cost \$0\.5 \(budget\.maxCost\): \$0\.\d{3} per hour for 1 h/);
    assert.match(cap({ maxCost: 500 }, 1).text, /budget\.maxHours/);
  });

  it("whoever destroys at the cap begins early enough to pay for that", () => {
    assert.equal(cap({ maxHours: 3 }, 1, true).limitMs, cap({ maxHours: 3 }, 1).limitMs - 10 * 60_000);
  });

  it("stacks that no cloud bills have none", () => {
    assert.equal(capOf({ home: home.path }, aPlan(), []), undefined);
  });
});
