/** The costs of a planned stack as text. Traffic is priced by the GB, because its amount depends on the load. */
import { formatDuration } from "../../base/duration.ts";
import { estimate, times, type Estimate, type Part } from "../../infra/budget/estimate.ts";
import { isBilled, problemsAt } from "../../infra/budget/limits.ts";
import { LIST_PRICES } from "../../infra/budget/list-prices.ts";
import type { PriceTable } from "../../infra/budget/quotes.ts";
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import { problemText } from "../../infra/stack-file.ts";
import type { ClusterPlan, Plan } from "../../infra/topology/plan.ts";
import { ageOf, STALE_DAYS } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import { dollars } from "../../results/report/cost-rows.ts";

export interface CostOptions {
  /** Default: the list prices of this version. */
  table?: PriceTable;
  /** To say how old prices are. */
  nowMs?: number;
}

export function costLines(plan: Plan, { table = LIST_PRICES, nowMs }: CostOptions = {}): string[] {
  if (!plan.kubernetes) return [];
  const prices = stackPrices(plan, table);
  const estimated = estimate(plan, prices);
  return [
    ...prices.map(itemLine),
    ...(estimated.byMachine.length > 1 ? [partsLine("by machine", estimated.byMachine)] : []),
    partsLine("by kind", estimated.byKind),
    ...totalLines(plan, estimated),
    ...(nowMs === undefined ? [] : ageLines(prices, nowMs)),
    ...problemLines(plan, prices),
  ];
}

/** What a plan costs in few lines, for a preview. */
export function briefCostLines(plan: Plan, { table = LIST_PRICES, nowMs }: CostOptions = {}): string[] {
  if (!isBilled(plan)) return [];
  const prices = stackPrices(plan, table);
  const lines = [
    ...totalLines(plan, estimate(plan, prices)),
    ...(nowMs === undefined ? [] : ageLines(prices, nowMs)),
    ...problemLines(plan, prices),
  ];
  return [`${plan.stack}: costs (estimates)`, ...lines.map((line) => `  ${line}`)];
}

const problemLines = (plan: ClusterPlan, prices: readonly Price[]): string[] =>
  isBilled(plan) ? problemsAt(plan, prices).map((problem) => `\`up\` would not start: ${problemText(problem)}`) : [];

function itemLine({ node, what, usd, per, source }: Price): string {
  const price = dollars({ usd: usd ?? 0, unknown: usd === null ? [what] : [] });
  const confidence = source?.confidence === undefined ? "" : `, ${source.confidence}`;
  const day = source?.asOf ? ` (price of ${source.asOf}${confidence})` : "";
  return `${node}  ${what}: ${price}${usd === null ? "" : ` ${per === "GB" ? "per GB" : "per hour"}${day}`}`;
}

const partsLine = (title: string, parts: readonly Part[]): string =>
  `${title}  ${parts.map(({ name, hour }) => `${name} ${dollars(hour)}`).join(", ")} per hour`;

function totalLines(plan: ClusterPlan, { hour, duration, planned, atMost, afterExpiry }: Estimate): string[] {
  const { expiresAfterH } = plan.kubernetes;
  const { setUpMs, loadMs, destroyMs, totalMs } = duration;
  const { cells } = plan.load;
  const parts = [
    `${formatDuration(setUpMs)} to set up`,
    ...(cells.length > 0 ? [`${formatDuration(loadMs)} of load in ${cells.length} cells`] : []),
    `${formatDuration(destroyMs)} to destroy`,
  ];
  const margins = duration.marginMs > 0 ? `; ${dollars(atMost)} if every cell needs all of its margin` : "";
  const total = `total without traffic  ${dollars(hour)} per hour`;
  const run = `planned run  ${dollars(planned)} in ${formatDuration(totalMs)} (${parts.join(", ")}; set-up and destroy are assumed)${margins}`;
  if (!isBilled(plan)) return [total, run];
  const life = dollars(times(hour, expiresAfterH));
  return [
    `${total}, ${life} in the ${expiresAfterH} h until VMs shut down automatically`,
    run,
    `after VMs have shut down  ${dollars(afterExpiry)} per hour until \`stackmark destroy ${plan.stack}\``,
    `caps  ${capText(plan)}`,
  ];
}

export function capText({ budget: { maxHours, maxCostUsd } }: Pick<Plan, "budget">): string {
  const cost = maxCostUsd === null ? "" : `, and $${maxCostUsd} until it is destroyed (budget.maxCost)`;
  return `${maxHours} h from the first \`up\` (budget.maxHours)${cost}`;
}

/** Prices that should be read again. */
export function ageLines(prices: readonly Price[], nowMs: number): string[] {
  const age = ageOf(
    prices.flatMap(({ source }) => source ?? []),
    nowMs,
  );
  if (age === null || age.days <= STALE_DAYS) return [];
  return [
    `the oldest price is of ${age.asOf}, ${age.days} days ago: \`stackmark prices refresh\` reads the clouds' own lists`,
  ];
}

/** A row for each plan at the list prices of this version, for documents. */
export function costsTable(plans: readonly Plan[]): string {
  const rows = plans.flatMap((plan) => {
    if (!plan.kubernetes) return [];
    const { stack, nodes, kubernetes } = plan;
    const { hour, planned, duration } = estimate(plan, stackPrices(plan));
    const sizes = nodes.map(({ size }) => size).join(", ");
    const run = `${dollars(planned)} in ${formatDuration(duration.totalMs)}`;
    const life = dollars(times(hour, kubernetes.expiresAfterH));
    return [`| \`${stack}\` | ${sizes} | ${dollars(hour)} | ${run} | ${life} | ${hour.unknown.join("; ")} |`];
  });
  const heads = "| phase | machines | per hour | planned run | until VMs shut down automatically | unpriced items |";
  return [heads, "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n");
}
