/**
 * One replica of one service: `node replica.ts SERVICE REPLICA`, started by the node's supervisor with an IPC channel.
 * Without arguments it only loads the modules of all services, and exits (see fillCompileCache).
 *
 * PORT is the port (0: any free one), STACKMARK_NODE the node's name. The replica exits when the channel closes, so a
 * killed supervisor leaves no replica behind.
 */
import { createServer, type Server } from "node:http";
import type { ServiceName } from "../protocol/services.ts";
import { listen, loadAll, runService } from "./running-service.ts";
import type { FromReplica, Routes, ToReplica } from "./runtime/messages.ts";
import type { ServiceMetrics } from "./runtime/metrics.ts";

const send = (message: FromReplica) => process.send?.(message);

const [service, replica] = process.argv.slice(2) as [ServiceName | undefined, string];
if (service === undefined) await loadAll();
else await run(service, Number(replica), process.env.STACKMARK_NODE ?? "");

async function run(service: ServiceName, replica: number, node: string): Promise<void> {
  process.once("disconnect", () => process.exit(0));
  let routes: Routes = {};
  let setRoutes = (next: Routes): void => void (routes = next);
  process.on("message", (message: ToReplica) => {
    setRoutes(message.routes);
    send({ type: "routed", sequence: message.sequence });
  });

  const running = await runService({ service, replica, node });
  running.setRoutes(routes);
  setRoutes = (next) => running.setRoutes(next);
  try {
    const port = await listen(running.server, Number(process.env.PORT ?? 0), "127.0.0.1");
    send({ type: "listening", port, metricsPort: await listen(metricsServer(running.metrics), 0, "127.0.0.1") });
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
