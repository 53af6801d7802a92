import type { Handlers } from "../runtime/router.ts";
import type { ServiceClient } from "../runtime/service-client.ts";

/** What a service is made with. */
export interface ServiceContext {
  /** A client to call other services. Loaded for those who ask: it is a third of a replica's start and memory. */
  connect: () => Promise<ServiceClient>;
  node: string;
  replica: number;
}

/** One part of the shop: its HTTP handlers. State lives as long as the process. */
export type Service = (context: ServiceContext) => Handlers | Promise<Handlers>;
