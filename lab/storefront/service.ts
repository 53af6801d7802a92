/**
 * One replica of one service: `node service.ts SERVICE REPLICA`, started by the node's supervisor over an IPC channel.
 *
 * The port comes in PORT (0: any free one) and the node's name in STACKMARK_NODE. The replica ends by itself when the
 * channel closes, so a killed supervisor leaves no replica behind.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { FromReplica, ToReplica } from "./supervisor/messages.ts";
import { ServiceMetrics } from "./runtime/metrics.ts";
import { ServiceClient } from "./runtime/service-client.ts";
import { createServiceServer } from "./runtime/service-server.ts";
import { Traffic } from "./runtime/traffic.ts";
import { LOADERS } from "./services/index.ts";

const service = process.argv[2] as keyof typeof LOADERS;
const replica = Number(process.argv[3]);
const node = process.env.STACKMARK_NODE ?? "";

const tell = (message: FromReplica) => process.send?.(message);
process.once("disconnect", () => process.exit(0));

const traffic = new Traffic();
const metrics = new ServiceMetrics({ service, replica, node }, traffic);
const client = new ServiceClient({ service, node }, traffic, (peer) => metrics.callFailed(peer));
process.on("message", (message: ToReplica) => {
  client.setRoutes(message.routes);
  tell({ type: "routed", sequence: message.sequence });
});

const handlers = (await LOADERS[service]())({ client, service, node, replica });
const server = createServiceServer({ node, handlers, metrics, traffic });
const metricsServer = createServer((_request, response) => {
  void metrics.registry.metrics().then((text) => {
    response.writeHead(200, { "content-type": metrics.registry.contentType });
    response.end(text);
  });
});
try {
  const port = await listen(server, Number(process.env.PORT ?? 0));
  tell({ type: "listening", port, metricsPort: await listen(metricsServer, 0) });
} catch (error) {
  const { code = "unknown", message } = error as NodeJS.ErrnoException;
  tell({ type: "failed", code, message });
}

function listen(on: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    on.once("error", reject);
    on.listen(port, "127.0.0.1", () => resolve((on.address() as AddressInfo).port));
  });
}
