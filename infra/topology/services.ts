/** The parts of each workload, by the names that its replicas carry. */
import {
  CART_STORE,
  deploymentsOf,
  serviceNames as boutiqueNames,
  type Profile,
} from "../workloads/boutique/services.ts";

/** The storefront's, by the names that its nodes and routes carry. */
export const serviceNames = [
  "frontend",
  "productcatalog",
  "currency",
  "cart",
  "recommendation",
  "shipping",
  "checkout",
  "payment",
  "email",
  "ad",
  "cart-store",
] as const;

export type AnyServiceName = (typeof serviceNames)[number] | (typeof boutiqueNames)[number] | typeof CART_STORE;

/** Each once, whatever workload it belongs to. */
export const allServiceNames = [...new Set<AnyServiceName>([...serviceNames, ...boutiqueNames, CART_STORE])];

/** The service that users talk to, of either workload; nothing inside a shop calls it. */
export const entryService = "frontend";

export function servicesOf(workload: { name: string; profile: Profile }): readonly string[] {
  return workload.name === "boutique" ? deploymentsOf(workload.profile) : serviceNames;
}
