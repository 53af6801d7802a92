/** The storefront of eleven cooperating services, with the public routes of Online Boutique. */
import type { Plan } from "../topology/plan.ts";
import type { Workload } from "./workload.ts";

export function storefront({ workload: { name, entry, port } }: Plan): Workload {
  return { name, entry, port };
}
