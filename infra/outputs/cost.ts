/** What a stack costs, for its outputs. Pure. */
import { ageOf } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { CostSummary } from "../../results/schema/summary.ts";
import { estimate } from "../budget/estimate.ts";
import type { ClusterPlan } from "../topology/plan.ts";

export function costSummary(plan: ClusterPlan, prices: readonly Price[]): CostSummary {
  const { hour, afterExpiry } = estimate(plan, prices);
  const oldest = ageOf(
    prices.flatMap(({ source }) => source ?? []),
    0,
  );
  return {
    currency: "USD",
    perHour: hour.usd,
    perHourAfterExpiry: afterExpiry.usd,
    unpriced: hour.unknown,
    oldestPrice: oldest?.asOf ?? null,
  };
}
