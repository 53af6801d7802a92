/** Prices of the user's own that nothing in the stack has: they would be ignored. Pure. */
import { nearest } from "../../base/nearest.ts";
import type { Problem } from "../config/problems.ts";
import type { OwnPrices, Plan } from "../topology/plan.ts";
import { regionOf } from "./stack-prices.ts";

export const ownPriceProblems = (plan: Plan): Problem[] =>
  plan.ownPrices.flatMap((price, i) => problemOf(price, plan).map((rest) => atPrice(i, rest)));

type Found = Omit<Problem, "path" | "found"> & { key: "cloud" | "region" | "what"; value: string };

const atPrice = (i: number, { key, value, ...rest }: Found): Problem => ({
  path: `budget.prices[${i}].${key}`,
  found: JSON.stringify(value),
  ...rest,
});

function problemOf({ cloud, region, what }: OwnPrices[number], { nodes, generators }: Plan): Found[] {
  const inCloud = [...nodes, ...generators].flatMap(({ size, machine }) =>
    machine?.kind === cloud ? [{ size, region: regionOf(machine) }] : [],
  );
  if (inCloud.length === 0) return [{ key: "cloud", value: cloud, message: "no machine of the stack is of this kind" }];
  const regions = inCloud.flatMap((machine) => machine.region ?? []);
  if (region !== undefined && !regions.includes(region)) {
    const near = nearest(region, regions);
    return [{ key: "region", value: region, message: "no machine of the stack is in this region", nearest: near }];
  }
  const sizes = inCloud.filter((machine) => region === undefined || machine.region === region).map(({ size }) => size);
  const items = [...sizes, ...(cloud === "existing" ? [] : ["disk", "address"]), "transfer"];
  if (items.includes(what)) return [];
  const message = `the stack has no such item there; it has ${[...new Set(items)].join(", ")}`;
  return [{ key: "what", value: what, message, nearest: nearest(what, items) }];
}
