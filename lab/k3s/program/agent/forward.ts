/** An agent's way to the server: a port on loopback that everything on the agent uses. */
import { connect, createServer, type Socket } from "node:net";
import { LOCAL_API_PORT, SUPERVISOR_PORT } from "../paths.ts";
import { log } from "../log.ts";

const CONNECT_LIMIT_MS = 10_000;
const KEEP_ALIVE_MS = 15_000;

function join(client: Socket, host: string, port: number): void {
  const server = connect({ host, port });
  const end = (): void => void (client.destroy(), server.destroy());
  server.setTimeout(CONNECT_LIMIT_MS, end).once("connect", () => server.setTimeout(0));
  for (const socket of [client, server]) {
    socket.setKeepAlive(true, KEEP_ALIVE_MS).setNoDelay(true);
    socket.once("error", end).once("close", end);
  }
  client.pipe(server).pipe(client);
}

/** @returns the URL on loopback that leads to `server` */
export async function openForward(server: string): Promise<string> {
  const { hostname, port } = new URL(server);
  const listener = createServer((client) => join(client, hostname, Number(port || SUPERVISOR_PORT)));
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject).listen(LOCAL_API_PORT, "127.0.0.1", resolve);
  });
  log.info(
    `Running load balancer k3s-agent-load-balancer 127.0.0.1:${LOCAL_API_PORT} -> [${hostname}:${port || SUPERVISOR_PORT}]`,
  );
  return `https://127.0.0.1:${LOCAL_API_PORT}`;
}
