/** What a planned stack will cost, before anything is started. Pure. */
import { hourlySum, sumAfterExpiry, type Sum } from "../../results/cost.ts";
import type { Price } from "../../results/schema/prices.ts";
import type { ClusterPlan } from "../topology/plan.ts";
import { plannedDuration, type PlannedDuration } from "./duration.ts";

export const HOUR_MS = 3_600_000;

export interface Part {
  name: string;
  hour: Sum;
}

export interface Estimate {
  /** Machines, disks and addresses, without traffic. */
  hour: Sum;
  byMachine: Part[];
  byKind: Part[];
  duration: PlannedDuration;
  /** For the planned duration. */
  planned: Sum;
  /** If every cell needs all of its margin. */
  atMost: Sum;
  /** Per hour, from the time at which VMs shut down automatically until the stack is destroyed. */
  afterExpiry: Sum;
}

const KINDS = { machine: "machines", disk: "disks", address: "public addresses" } as const;

export const times = ({ usd, unknown }: Sum, hours: number): Sum => ({ usd: usd * hours, unknown });

export function estimate(plan: ClusterPlan, prices: readonly Price[]): Estimate {
  const hour = hourlySum(prices);
  const duration = plannedDuration(plan);
  const sumOf = (matches: (price: Price) => boolean): Sum => hourlySum(prices.filter(matches));
  return {
    hour,
    byMachine: [...plan.nodes, ...plan.generators].map(({ name }) => ({
      name,
      hour: sumOf(({ node }) => node === name),
    })),
    byKind: Object.entries(KINDS).map(([kind, name]) => ({ name, hour: sumOf((price) => price.kind === kind) })),
    duration,
    planned: times(hour, duration.totalMs / HOUR_MS),
    atMost: times(hour, (duration.totalMs + duration.marginMs) / HOUR_MS),
    afterExpiry: sumAfterExpiry(prices),
  };
}
