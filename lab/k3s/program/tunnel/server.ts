/** The server's end: a proxy for the API server's connections to kubelets, through the tunnels that agents opened. */
import { rmSync } from "node:fs";
import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Node } from "../api/objects.ts";
import { log } from "../log.ts";
import { join, keepAlive, KUBELET_PORT, quicken, TUNNEL_PATH, TUNNEL_PROTOCOL } from "./session.ts";

const NODE_USER = "system:node:";
const SWITCHING = `HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: ${TUNNEL_PROTOCOL}\r\n\r\n`;
const ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

/** Who a request is from, by its client certificate. */
interface Caller {
  name: string;
}

function reply(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
}

export class Tunnels {
  readonly #sessions = new Map<string, ClientHttp2Session>();
  /** Nodes by their addresses. */
  #nodes = new Map<string, string>();

  setNodes(nodes: Iterable<Node>): void {
    this.#nodes = new Map(
      [...nodes].flatMap(({ metadata: { name }, status }) =>
        (status.addresses ?? []).map(({ address }) => [address, name] as const),
      ),
    );
  }

  /** Takes a request to open a tunnel. @returns false if it is none */
  accept(request: IncomingMessage, socket: Duplex, caller: Caller | undefined): boolean {
    if (request.url !== TUNNEL_PATH) return false;
    if (!caller?.name.startsWith(NODE_USER)) reply(socket, "401 Unauthorized");
    else if (request.headers.upgrade !== TUNNEL_PROTOCOL) reply(socket, "400 Bad Request");
    // HTTP/2 takes the connection over, which must not be writing then.
    else socket.write(SWITCHING, () => this.#keep(caller.name.slice(NODE_USER.length), socket));
    return true;
  }

  #keep(node: string, socket: Duplex): void {
    const session = connectHttp2(`http://${node}`, { createConnection: () => socket });
    session.on("error", (error: Error) => log.warn(`Tunnel to ${node}: ${error.message}`));
    session.once("close", () => {
      if (this.#sessions.get(node) === session) this.#sessions.delete(node);
    });
    keepAlive(session);
    this.#sessions.get(node)?.destroy();
    this.#sessions.set(node, session);
    log.info(`Handling backend connection request [${node}]`);
  }

  #throughTunnel(session: ClientHttp2Session, authority: string, client: Socket, head: Buffer): void {
    const stream = session.request({ ":method": "CONNECT", ":authority": authority });
    const refuse = (): void => void client.destroy();
    const giveUp = (): void => void stream.destroy();
    stream.once("error", refuse).once("close", refuse);
    client.once("error", giveUp).once("close", giveUp);
    stream.once("response", () => {
      stream.off("close", refuse);
      client.off("close", giveUp);
      client.write(ESTABLISHED);
      if (head.length > 0) stream.write(head);
      join(client, stream);
    });
  }

  #directly(host: string, port: number, client: Socket, head: Buffer): void {
    const server = connect({ host, port });
    const refuse = (error: Error): void => void client.end(`HTTP/1.1 502 ${error.message}\r\n\r\n`);
    const giveUp = (): void => void server.destroy();
    quicken(server);
    server.once("error", refuse);
    client.once("error", giveUp).once("close", giveUp);
    server.once("connect", () => {
      server.off("error", refuse);
      client.off("close", giveUp);
      client.write(ESTABLISHED);
      if (head.length > 0) server.write(head);
      join(client, server);
    });
  }

  /** Listens for the API server. @param file of the socket */
  async listen(file: string): Promise<void> {
    rmSync(file, { force: true });
    const server = createServer((_request, response) => response.writeHead(405).end());
    server.on("connect", (request, socket, head) => {
      const client = socket as Socket;
      const { hostname, port } = new URL(`tcp://${request.url}`);
      const session = this.#sessions.get(this.#nodes.get(hostname) ?? "");
      if (session && Number(port) === KUBELET_PORT) this.#throughTunnel(session, request.url!, client, head);
      else this.#directly(hostname, Number(port), client, head);
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(file, resolve));
  }
}

/** For the API server: which of its connections go to the proxy. */
export const egressConfiguration = (socket: string): object => ({
  apiVersion: "apiserver.k8s.io/v1beta1",
  kind: "EgressSelectorConfiguration",
  egressSelections: [
    { name: "cluster", connection: { proxyProtocol: "HTTPConnect", transport: { uds: { udsName: socket } } } },
  ],
});
