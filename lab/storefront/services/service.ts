import type { Handlers } from "../runtime/router.ts";
import type { ServiceClient } from "../runtime/service-client.ts";

/** What a service is made with. */
export interface ServiceContext {
  client: ServiceClient;
  service: string;
  node: string;
  replica: number;
}

/** One part of the shop: its HTTP handlers. State lives as long as the process. */
export type Service = (context: ServiceContext) => Handlers;
