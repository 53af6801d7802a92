/** What a proxy before the entry routes, whichever proxy it is. Pure data. */
import type { PlannedExposure } from "../../topology/exposure.ts";

export interface Route {
  namespace: string;
  /** The Service of the entry, whose name those of all its objects begin with. */
  service: string;
  port: number;
  exposure: PlannedExposure;
  /** The Service of a canary, and its share of requests in percent. Null: there is none. */
  canary: { service: string; weight: number } | null;
}

/** The Services that requests are divided between, with their weights. */
export function backendsOf({ service, port, canary }: Pick<Route, "service" | "port" | "canary">) {
  if (!canary) return [{ name: service, port, weight: 100 }];
  return [
    { name: service, port, weight: 100 - canary.weight },
    { name: canary.service, port, weight: canary.weight },
  ];
}
