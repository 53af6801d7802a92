import type { Handlers } from "../runtime/router.ts";
import type { ServiceClient } from "../runtime/service-client.ts";

/** The arguments that a service is created with. */
export interface ServiceContext {
  /** Loads a client to call other services: on demand, because it takes a third of a replica's start-up time and memory. */
  connect: () => Promise<ServiceClient>;
  node: string;
  replica: number;
}

/** One part of the shop: its HTTP handlers. State lives as long as the process. */
export type Service = (context: ServiceContext) => Handlers | Promise<Handlers>;
