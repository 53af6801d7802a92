import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { MergedSecond } from "../../coordinator/seconds.ts";
import { LoadError } from "../../errors.ts";
import { Exposition } from "./exposition.ts";

/**
 * Serves `/metrics` of a load on this machine while it runs.
 * @param port 0: any free one
 * @throws LoadError `LOAD_SPEC_INVALID` where the port can't be had
 */
export async function metricsServer(port: number): Promise<{
  port: number;
  second(second: MergedSecond): void;
  finish(): Promise<void>;
}> {
  const exposition = new Exposition();
  const server = createServer((request, response) => {
    if (request.url !== "/metrics") response.writeHead(404).end("only /metrics is here\n");
    else response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(exposition.text());
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new LoadError("LOAD_SPEC_INVALID", `--metrics-port: ${port} can't be had: ${(cause as Error).message}`, {
      cause,
    });
  }
  return {
    port: (server.address() as AddressInfo).port,
    second: (second) => exposition.add(second),
    async finish() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
