/** The parts of each workload, by the names that its replicas carry. */
import { SERVICES, type ServiceName } from "../../lab/protocol/services.ts";
import {
  CART_STORE,
  deploymentsOf,
  serviceNames as boutiqueNames,
  type Profile,
} from "../workloads/boutique/services.ts";

export type AnyServiceName = ServiceName | (typeof boutiqueNames)[number] | typeof CART_STORE;

/** Each once, whatever workload it belongs to. */
export const allServiceNames = [...new Set<AnyServiceName>([...SERVICES, ...boutiqueNames, CART_STORE])];

/** The service that users talk to, of either workload; nothing inside a shop calls it. */
export const entryService = "frontend";

export function servicesOf(workload: { name: string; profile: Profile }): readonly string[] {
  return workload.name === "boutique" ? deploymentsOf(workload.profile) : SERVICES;
}
