/** When a stack has cost what it may, or has been up for as long as it may. Pure. */
import { formatDuration } from "../../base/duration.ts";
import { hourlySum } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { ClusterPlan, Plan } from "../topology/plan.ts";
import { HOUR_MS } from "./estimate.ts";

/** The one of both that comes first. */
export function firstCap({ stack, budget }: Plan, prices: readonly Price[]): { hours: number; text: string } {
  const { maxHours, maxCostUsd } = budget;
  const { usd } = hourlySum(prices);
  const affordedH = maxCostUsd === null || usd === 0 ? Infinity : maxCostUsd / usd;
  if (affordedH >= maxHours)
    return {
      hours: maxHours,
      text: `${stack} has been up for ${formatDuration(maxHours * HOUR_MS)} (budget.maxHours)`,
    };
  const per = `$${usd.toFixed(3)} per hour for ${formatDuration(affordedH * HOUR_MS)}`;
  return { hours: affordedH, text: `${stack} has cost $${maxCostUsd} (budget.maxCost): ${per}` };
}

/** When a stack's load has to end, whoever runs it. */
export interface LoadCap {
  /** Time of day. */
  atMs: number;
  /** Which cap it is. */
  text: string;
}

/** @param expiresAt when VMs shut down automatically, ISO 8601, as the stack's state has it since its first `up` */
export function loadCap(plan: ClusterPlan, prices: readonly Price[], expiresAt: string): LoadCap {
  const { hours, text } = firstCap(plan, prices);
  const upSinceMs = Date.parse(expiresAt) - plan.kubernetes.expiresAfterH * HOUR_MS;
  return { atMs: Math.round(upSinceMs + hours * HOUR_MS), text };
}
