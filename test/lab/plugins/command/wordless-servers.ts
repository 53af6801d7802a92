/** Servers on loopback that do not speak SSH. */
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

const BEHAVIOURS: Record<string, (socket: Socket) => void> = {
  closing: (socket) => socket.end(),
  resetting: (socket) => socket.resetAndDestroy(),
  http: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
};

export interface WordlessServers {
  /** By what they do. */
  ports: Record<string, number>;
  close(): void;
}

export async function startWordlessServers(): Promise<WordlessServers> {
  const servers: Server[] = [];
  const ports: Record<string, number> = {};
  for (const [name, behave] of Object.entries(BEHAVIOURS)) {
    const server = createServer((socket) => behave(socket.on("error", () => undefined))).listen(0, "127.0.0.1");
    await once(server, "listening");
    ports[name] = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  return { ports, close: () => servers.forEach((server) => server.close()) };
}
