/** What a stack costs while it is up, and has cost once it is destroyed, in a line. */
import { formatDuration } from "../../base/duration.ts";
import { isBilled } from "../../infra/budget/limits.ts";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { hourlySum } from "../../results/cost.ts";
import { dollars } from "../../results/report/cost-rows.ts";
import type { DeletionTimes } from "../engines/deletions.ts";
import type { StateResource } from "../engines/engine.ts";
import { accruedOf } from "./accrued.ts";
import { expiryIn, type StackExpiry } from "./expiry.ts";

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
  const left = expiry.expiresAtMs - nowMs;
  const end = left > 0 ? `VMs shut down automatically in ${formatDuration(left)}` : "VMs have shut down automatically";
  return [
    `costs  ${accrued} in ${ageText(expiry, nowMs)}, ${dollars(hourlySum(prices))} per hour (estimates, without traffic); ${end}`,
  ];
}

/**
 * Empty if no cloud billed the stack.
 *
 * @param resources of its state before the destroy
 * @param deletedMs when the destroy deleted them; `undefined`: not known, so what they cost until now is an upper bound
 */
export function costInAll(
  { home }: { home: string },
  plan: Plan,
  resources: readonly StateResource[],
  deletedMs: DeletionTimes | undefined,
  nowMs = Date.now(),
): string {
  const expiry = expiryIn(resources);
  if (!isBilled(plan) || expiry === undefined) return "";
  const sum = accruedOf(plan, stackPrices(plan, currentPrices(home)), resources, nowMs, deletedMs);
  const isUpperBound = deletedMs === undefined && sum.unknown.length === 0;
  return `cost ${isUpperBound ? "at most " : ""}${dollars(sum)} in ${ageText(expiry, nowMs)}`;
}

/** The expiry is a whole minute, so it may be later than asked for by most of one. */
const ageText = ({ upSinceMs }: StackExpiry, nowMs: number): string => formatDuration(Math.max(0, nowMs - upSinceMs));
