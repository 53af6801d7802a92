/** The costs of a planned stack as text. Traffic is priced by the GB, because its amount depends on the load. */
import { stackPrices } from "../../infra/budget/stack-prices.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { hourlySum } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import { dollars } from "../../results/report/cost-rows.ts";

export function costLines(plan: Plan): string[] {
  if (!plan.kubernetes) return [];
  const { kubernetes } = plan;
  const prices = stackPrices(plan);
  const items = prices.map(({ node, what, usd, per, source }) => {
    const price = dollars({ usd: usd ?? 0, unknown: usd === null ? [what] : [] });
    const doubt = source?.isDoubtful ? ", sources disagree" : "";
    const day = source?.asOf ? ` (list price of ${source.asOf}${doubt})` : "";
    return `${node}  ${what}: ${price}${usd === null ? "" : ` ${per === "GB" ? "per GB" : "per hour"}${day}`}`;
  });
  const { hour, life } = sums(prices, kubernetes.expiresAfterH);
  return [
    ...items,
    `total without traffic  ${hour} per hour, ${life} in the ${kubernetes.expiresAfterH} h until VMs shut down automatically`,
  ];
}

function sums(prices: readonly Price[], hours: number): { hour: string; life: string } {
  const hour = hourlySum(prices);
  return { hour: dollars(hour), life: dollars({ ...hour, usd: hour.usd * hours }) };
}

/** A row for each plan, for documents. */
export function costsTable(plans: readonly Plan[]): string {
  const rows = plans.flatMap((plan) => {
    if (!plan.kubernetes) return [];
    const { stack, nodes, kubernetes } = plan;
    const prices = stackPrices(plan);
    const { hour, life } = sums(prices, kubernetes.expiresAfterH);
    const unknown = hourlySum(prices).unknown.join("; ");
    return [`| \`${stack}\` | ${nodes.map(({ size }) => size).join(", ")} | ${hour} | ${life} | ${unknown} |`];
  });
  const heads = "| phase | machines | per hour | until VMs shut down automatically | unpriced items |";
  return [heads, "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}
