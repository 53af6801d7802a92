/** What a stack that is up costs, in a line. */
import { formatDuration } from "../../base/duration.ts";
import { isBilled } from "../../infra/budget/limits.ts";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { hourlySum } from "../../results/cost.ts";
import { dollars } from "../../results/report/cost-rows.ts";
import type { StateResource } from "../engines/engine.ts";
import { accruedOf } from "./accrued.ts";
import { expiryIn } from "./expiry.ts";

/** Empty if no cloud bills the stack. */
export function costSoFar(
  { home }: { home: string },
  plan: Plan,
  resources: readonly StateResource[],
  nowMs = Date.now(),
): string[] {
  const expiry = expiryIn(resources);
  if (!isBilled(plan) || expiry === undefined) return [];
  const prices = stackPrices(plan, currentPrices(home));
  const accrued = dollars(accruedOf(plan, prices, resources, nowMs));
  // The expiry is a whole minute, so it may be later than asked for by most of one.
  const age = formatDuration(Math.max(0, nowMs - expiry.upSinceMs));
  const left = expiry.expiresAtMs - nowMs;
  const end = left > 0 ? `VMs shut down automatically in ${formatDuration(left)}` : "VMs have shut down automatically";
  return [`costs  ${accrued} in ${age}, ${dollars(hourlySum(prices))} per hour (estimates, without traffic); ${end}`];
}
