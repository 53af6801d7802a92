/** One service of the storefront in this process. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceName } from "../protocol/services.ts";
import type { Routes } from "./runtime/messages.ts";
import { ServiceMetrics } from "./runtime/metrics.ts";
import type { Handlers } from "./runtime/router.ts";
import type { ServiceClient } from "./runtime/service-client.ts";
import { createServiceServer } from "./runtime/service-server.ts";
import { Traffic } from "./runtime/traffic.ts";
import type { Service } from "./services/service.ts";

/** Each process loads only its own service. */
const LOADERS: Record<ServiceName, () => Promise<Service>> = {
  frontend: async () => (await import("./frontend/frontend.ts")).frontend,
  productcatalog: async () => (await import("./services/productcatalog.ts")).productcatalog,
  currency: async () => (await import("./services/currency.ts")).currency,
  cart: async () => (await import("./services/cart.ts")).cart,
  recommendation: async () => (await import("./services/recommendation.ts")).recommendation,
  shipping: async () => (await import("./services/shipping.ts")).shipping,
  checkout: async () => (await import("./services/checkout.ts")).checkout,
  payment: async () => (await import("./services/payment.ts")).payment,
  email: async () => (await import("./services/email.ts")).email,
  ad: async () => (await import("./services/ad.ts")).ad,
  "cart-store": async () => (await import("./services/cart-store.ts")).cartStore,
};

/** These call other services, or keep their data in one; each of the others has storage of its own. */
const WITHOUT_STORAGE: ReadonlySet<ServiceName> = new Set(["frontend", "cart", "recommendation", "checkout"]);

const loadClient = () => import("./runtime/service-client.ts");

/** Loads the modules of all services. */
export const loadAll = (): Promise<unknown> =>
  Promise.all([loadClient(), ...Object.values(LOADERS).map((load) => load())]);

export interface ServiceIdentity {
  service: ServiceName;
  replica: number;
  /** Name of the node that it runs on. */
  node: string;
}

export interface RunningService {
  /** Not listening yet. */
  server: Server;
  metrics: ServiceMetrics;
  setRoutes(routes: Routes): void;
}

export interface ServiceOptions {
  /** Whether responses have the header with the round trips over links. Default: yes. */
  tellsRoundTrips?: boolean;
  /** Changes the service's handlers. Default: they stay as they are. */
  change?: (handlers: Handlers) => Handlers;
}

export async function runService(
  identity: ServiceIdentity,
  { tellsRoundTrips = true, change = (handlers) => handlers }: ServiceOptions = {},
): Promise<RunningService> {
  const { service, replica, node } = identity;
  const traffic = new Traffic();
  const metrics = new ServiceMetrics(identity, traffic);
  let client: ServiceClient | undefined;
  let routes: Routes = {};

  async function connect(): Promise<ServiceClient> {
    const { ServiceClient } = await loadClient();
    client = new ServiceClient({ service, node }, traffic, (peer) => metrics.callFailed(peer));
    client.setRoutes(routes);
    return client;
  }

  const define = await LOADERS[service]();
  const handlers = change(await define({ connect, node, replica }));
  return {
    server: createServiceServer({
      node,
      hasStorage: !WITHOUT_STORAGE.has(service),
      handlers,
      metrics,
      traffic,
      tellsRoundTrips,
    }),
    metrics,
    setRoutes(next) {
      routes = next;
      client?.setRoutes(next);
    },
  };
}

/** @returns the port. @throws the system's error */
export function listen(server: Server, port: number, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, () => resolve((server.address() as AddressInfo).port));
  });
}
