import type { MergedSecond } from "../coordinator/seconds.ts";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Exposition } from "./exposition.ts";

/**
 * Serves `/metrics` of a load on this machine while it runs.
 * @param port 0 for any free port
 * @throws if the port cannot be opened
 */
export async function metricsServer(port: number): Promise<{
  port: number;
  second(second: MergedSecond): void;
  finish(): Promise<string[]>;
}> {
  const exposition = new Exposition();
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") response.writeHead(404).end("only /metrics is here\n");
    else response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(exposition.text());
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    second: (second) => exposition.add(second),
    async finish() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
      return [];
    },
  };
}
