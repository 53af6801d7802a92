import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface CountingServer extends AsyncDisposable {
  url: string;
  /** Requests received, and answered with a status below 400. */
  counts: { requests: number; ok: number; byUser: Map<string, string[]> };
}

type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** An HTTP server that keeps its own books, for the generator's to be compared with. */
export async function countingServer(
  answer: Answer = (_, response) => void response.end("ok"),
): Promise<CountingServer> {
  const counts = { requests: 0, ok: 0, byUser: new Map<string, string[]>() };
  const server = createServer((request, response) => {
    counts.requests += 1;
    response.on("finish", () => (counts.ok += response.statusCode < 400 ? 1 : 0));
    request.resume();
    request.on("end", () => answer(request, response, counts.requests));
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    counts,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
