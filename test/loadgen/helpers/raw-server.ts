import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

export interface RawServer extends AsyncDisposable {
  url: string;
  port: number;
  /** Connections accepted so far. */
  accepted(): number;
}

/** A TCP server on loopback that does to each connection what a test says; closing it cuts all that is open. */
export async function rawServer(serve: (socket: Socket, number: number) => void): Promise<RawServer> {
  let accepted = 0;
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => undefined);
    serve(socket, accepted);
    accepted += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    accepted: () => accepted,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Calls back for each whole request without a body. */
export function onRequest(socket: Socket, answer: (number: number) => void): void {
  let text = "";
  let number = 0;
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
      text = text.slice(end + 4);
      answer(number);
      number += 1;
    }
  });
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = await rawServer(() => undefined);
  await server[Symbol.asyncDispose]();
  return server.port;
}
