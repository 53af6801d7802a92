/**
 * One replica of one service: `node replica.ts SERVICE REPLICA`, started by the node's supervisor with an IPC channel.
 * Without arguments it only loads the modules of all services, and exits (see fillCompileCache).
 *
 * PORT is the port (0: any free one), STACKMARK_NODE the node's name. The replica exits when the channel closes, so a
 * killed supervisor leaves no replica behind.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceName } from "../protocol/services.ts";
import type { FromReplica, Routes, ToReplica } from "./runtime/messages.ts";
import { ServiceMetrics } from "./runtime/metrics.ts";
import type { ServiceClient } from "./runtime/service-client.ts";
import { createServiceServer } from "./runtime/service-server.ts";
import { Traffic } from "./runtime/traffic.ts";
import type { Service } from "./services/service.ts";

/** Each replica is a process that loads only its own service. */
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
const send = (message: FromReplica) => process.send?.(message);

const [service, replica] = process.argv.slice(2) as [ServiceName | undefined, string];
if (service === undefined) await Promise.all([loadClient(), ...Object.values(LOADERS).map((load) => load())]);
else await run(service, Number(replica), process.env.STACKMARK_NODE ?? "");

async function run(service: ServiceName, replica: number, node: string): Promise<void> {
  process.once("disconnect", () => process.exit(0));
  const traffic = new Traffic();
  const metrics = new ServiceMetrics({ service, replica, node }, traffic);
  let client: ServiceClient | undefined;
  let routes: Routes = {};
  process.on("message", (message: ToReplica) => {
    routes = message.routes;
    client?.setRoutes(routes);
    send({ type: "routed", sequence: message.sequence });
  });

  async function connect(): Promise<ServiceClient> {
    const { ServiceClient } = await loadClient();
    client = new ServiceClient({ service, node }, traffic, (peer) => metrics.callFailed(peer));
    client.setRoutes(routes);
    return client;
  }

  const define = await LOADERS[service]();
  const handlers = await define({ connect, node, replica });
  const server = createServiceServer({ node, hasStorage: !WITHOUT_STORAGE.has(service), handlers, metrics, traffic });
  try {
    const port = await listen(server, Number(process.env.PORT ?? 0));
    send({ type: "listening", port, metricsPort: await listen(metricsServer(metrics), 0) });
  } catch (error) {
    const { code = "unknown", message } = error as NodeJS.ErrnoException;
    send({ type: "failed", code, message });
  }
}

function metricsServer(metrics: ServiceMetrics): Server {
  return createServer((_request, response) => {
    void metrics.registry.metrics().then((text) => {
      response.writeHead(200, { "content-type": metrics.registry.contentType });
      response.end(text);
    });
  });
}

function listen(on: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    on.once("error", reject);
    on.listen(port, "127.0.0.1", () => resolve((on.address() as AddressInfo).port));
  });
}
