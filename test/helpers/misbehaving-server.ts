/** HTTP servers that each fail in one named way, to test clients with. */
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export const MISBEHAVIOURS = {
  neverAnswers: () => undefined,
  stallsWithinTheBody: (_request, response) => void response.writeHead(200, { "content-length": 100 }).write("{"),
  resetsBeforeAnswering: (request) => void request.socket.resetAndDestroy(),
  closesWithinTheBody: (_request, response) => {
    response.writeHead(200, { "content-length": 100 }).write("{");
    setImmediate(() => response.destroy());
  },
  answersNonsense: (_request, response) => void response.end("not JSON"),
  refusesWithoutReason: (_request, response) => void response.writeHead(500).end("oops"),
  closesAfterEachAnswer: (_request, response) => void response.setHeader("connection", "close").end("{}"),
} satisfies Record<string, RequestListener>;

export interface TestServer {
  url: string;
  /** Connections accepted so far. */
  connections: () => number;
  close(): Promise<void>;
}

export async function startServer(listener: RequestListener): Promise<TestServer> {
  const server: Server = createServer(listener).listen(0, "127.0.0.1");
  let connections = 0;
  server.on("connection", () => (connections += 1));
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
