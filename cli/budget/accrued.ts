/** What a stack has cost, from the times at which its resources were created and deleted. Pure. */
import { HOUR_MS } from "../../infra/budget/estimate.ts";
import type { PlannedMachine } from "../../infra/topology/nodes.ts";
import type { ClusterPlan } from "../../infra/topology/plan.ts";
import { sumOf, type Sum } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { DeletionTimes } from "../engines/deletions.ts";
import type { StateResource } from "../engines/engine.ts";
import { expiryIn } from "./expiry.ts";

const MACHINE = /(:VirtualMachine|\/instance:Instance)$/;
const ADDRESS = /(:PublicIPAddress|\/address:Address)$/;

/**
 * Machines, disks and addresses, without traffic. An upper bound for a stack that was paused.
 *
 * @param resources of the stack's state, before its destroy if it has ended
 * @param deletedMs when a destroy deleted them; by default, and whatever it did not delete, they exist until now
 */
export function accruedOf(
  { nodes, generators }: ClusterPlan,
  prices: readonly Price[],
  resources: readonly StateResource[],
  nowMs: number,
  deletedMs: DeletionTimes = new Map(),
): Sum {
  const expiresAtMs = expiryIn(resources)?.expiresAtMs ?? Infinity;
  const lifeOf = (type: RegExp, name: string): { fromMs: number; toMs: number } | undefined => {
    const found = resources.find((each) => type.test(each.type) && each.urn.split("::").at(-1) === name);
    if (found?.created === undefined) return undefined;
    // Azure's are deleted with their resource group: their own deletion says nothing.
    const endedMs = deletedMs.get(found.deletedWith ?? found.urn) ?? Infinity;
    return { fromMs: Date.parse(found.created), toMs: Math.min(nowMs, endedMs) };
  };
  const items = prices.flatMap((price): Price[] => {
    const own = [...nodes, ...generators].find(({ name }) => name === price.node);
    if (price.per !== "hour" || !own || own.machine.kind === "existing") return [];
    const life = price.kind === "address" ? lifeOf(ADDRESS, `${price.node}-ip`) : lifeOf(MACHINE, price.node);
    if (life === undefined) return [];
    const hours = Math.max(0, Math.min(life.toMs, endOf(own, price.kind, expiresAtMs)) - life.fromMs) / HOUR_MS;
    return [{ ...price, usd: price.usd === null ? null : price.usd * hours }];
  });
  return sumOf(items);
}

/** At its expiry, Azure stops a machine, and Google deletes it with its disk. */
function endOf({ machine }: PlannedMachine, kind: Price["kind"], expiresAtMs: number): number {
  const isEnded = kind === "machine" || (kind === "disk" && machine.kind === "gcp");
  return isEnded ? expiresAtMs : Infinity;
}
