/** Whether a plan fits into what its stack may cost, and into the time until its VMs shut down automatically. Pure. */
import { formatDuration } from "../../base/duration.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { Problem } from "../config/problems.ts";
import type { ClusterPlan, Plan } from "../topology/plan.ts";
import type { PlannedDuration } from "./duration.ts";
import { estimate, HOUR_MS } from "./estimate.ts";
import { ownPriceProblems } from "./own-prices.ts";
import { currentPrices } from "./price-table.ts";
import { stackPrices } from "./stack-prices.ts";

/** Azure's automatic shutdown is a time of day. */
const AZURE_MAX_H = 24;

/** Whether a cloud bills machines of the stack. */
export const isBilled = (plan: Plan): plan is ClusterPlan =>
  plan.kubernetes !== null &&
  [...plan.nodes, ...plan.generators].some(({ machine }) => machine?.kind === "azure" || machine?.kind === "gcp");

/** The problems of a plan at current prices, and of prices of the user's own. */
export const limitProblems = (plan: Plan): Problem[] => [
  ...ownPriceProblems(plan),
  ...(isBilled(plan) ? problemsAt(plan, stackPrices(plan, currentPrices())) : []),
];

export function problemsAt(plan: ClusterPlan, prices: readonly Price[]): Problem[] {
  const { budget, kubernetes } = plan;
  const { maxHours, maxCostUsd } = budget;
  const { expiresAfterH } = kubernetes;
  const { duration, planned, hour } = estimate(plan, prices);
  const needs = needText(plan, duration);
  const problems: Problem[] = [];
  const problem = (path: string, found: number, message: string) =>
    void problems.push({ path, found: String(found), message });
  if (duration.totalMs > maxHours * HOUR_MS)
    problem("budget.maxHours", maxHours, `is less than the plan needs: ${needs}`);
  if (duration.totalMs > expiresAfterH * HOUR_MS)
    problem("topology.expiresAfterH", expiresAfterH, `VMs would shut down before the plan ends: ${needs}`);
  if (kubernetes.azure && expiresAfterH > AZURE_MAX_H)
    problem(
      "topology.expiresAfterH",
      expiresAfterH,
      `must be at most ${AZURE_MAX_H} with machines in Azure, whose automatic shutdown is a time of day: a later one would come a day or more early`,
    );
  if (maxCostUsd !== null && hour.unknown.length > 0)
    problem(
      "budget.maxCost",
      maxCostUsd,
      `cannot be kept while prices are unknown; set them in \`budget.prices\`: ${hour.unknown.join("; ")}`,
    );
  else if (maxCostUsd !== null && planned.usd > maxCostUsd)
    problem(
      "budget.maxCost",
      maxCostUsd,
      `is less than the plan costs: $${planned.usd.toFixed(2)} at $${hour.usd.toFixed(3)} per hour for ${needs}`,
    );
  return problems;
}

function needText({ load }: ClusterPlan, { setUpMs, loadMs, destroyMs, totalMs }: PlannedDuration): string {
  const parts = [
    `${formatDuration(setUpMs)} to set up`,
    ...(load.cells.length > 0 ? [`${formatDuration(loadMs)} of load in ${load.cells.length} cells`] : []),
    `${formatDuration(destroyMs)} to destroy`,
  ];
  return `${formatDuration(totalMs)} (${parts.join(", ")})`;
}
