/** What a planned stack costs, for people: with load or without; what traffic costs depends on the load. */
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
    const doubt = source?.isDoubtful ? ", copies do not agree" : "";
    const day = source?.asOf ? ` (list price of ${source.asOf}${doubt})` : "";
    return `${node}  ${what}: ${price}${usd === null ? "" : ` ${per === "GB" ? "a GB" : "an hour"}${day}`}`;
  });
  const { hour, life } = sums(prices, kubernetes.expiresAfterH);
  return [
    ...items,
    `all but traffic  ${hour} an hour, ${life} in the ${kubernetes.expiresAfterH} h until clouds end the machines`,
  ];
}

function sums(prices: readonly Price[], hours: number): { hour: string; life: string } {
  const hour = hourlySum(prices);
  return { hour: dollars(hour), life: dollars({ ...hour, usd: hour.usd * hours }) };
}

/** A row a plan, for documents. */
export function costsTable(plans: readonly Plan[]): string {
  const rows = plans.flatMap((plan) => {
    if (!plan.kubernetes) return [];
    const { stack, nodes, kubernetes } = plan;
    const prices = stackPrices(plan);
    const { hour, life } = sums(prices, kubernetes.expiresAfterH);
    const unknown = hourlySum(prices).unknown.join("; ");
    return [`| \`${stack}\` | ${nodes.map(({ size }) => size).join(", ")} | ${hour} | ${life} | ${unknown} |`];
  });
  const heads = "| phase | machines | an hour | until clouds end them | no price is known of |";
  return [heads, "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}
