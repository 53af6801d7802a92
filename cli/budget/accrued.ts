/** What a stack has cost so far, from the times at which its resources were created. Pure. */
import { HOUR_MS } from "../../infra/budget/estimate.ts";
import type { PlannedMachine } from "../../infra/topology/nodes.ts";
import type { ClusterPlan } from "../../infra/topology/plan.ts";
import { sumOf, type Sum } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { StateResource } from "../engines/engine.ts";
import { expiryIn } from "./expiry.ts";

const MACHINE = /(:VirtualMachine|\/instance:Instance)$/;
const ADDRESS = /(:PublicIPAddress|\/address:Address)$/;

/**
 * Machines, disks and addresses, without traffic. An upper bound for a stack that was paused.
 *
 * @param resources of the stack's state
 */
export function accruedOf(
  { nodes, generators }: ClusterPlan,
  prices: readonly Price[],
  resources: readonly StateResource[],
  nowMs: number,
): Sum {
  const expiresAtMs = expiryIn(resources)?.expiresAtMs ?? Infinity;
  const createdMs = (type: RegExp, name: string): number | undefined => {
    const found = resources.find((each) => type.test(each.type) && each.urn.split("::").at(-1) === name);
    return found?.created === undefined ? undefined : Date.parse(found.created);
  };
  const items = prices.flatMap((price): Price[] => {
    const own = [...nodes, ...generators].find(({ name }) => name === price.node);
    if (price.per !== "hour" || !own || own.machine.kind === "existing") return [];
    const fromMs = price.kind === "address" ? createdMs(ADDRESS, `${price.node}-ip`) : createdMs(MACHINE, price.node);
    if (fromMs === undefined) return [];
    const hours = Math.max(0, Math.min(nowMs, endOf(own, price.kind, expiresAtMs)) - fromMs) / HOUR_MS;
    return [{ ...price, usd: price.usd === null ? null : price.usd * hours }];
  });
  return sumOf(items);
}

/** At its expiry, Azure stops a machine, and Google deletes it with its disk. */
function endOf({ machine }: PlannedMachine, kind: Price["kind"], expiresAtMs: number): number {
  const isEnded = kind === "machine" || (kind === "disk" && machine.kind === "gcp");
  return isEnded ? expiresAtMs : Infinity;
}
