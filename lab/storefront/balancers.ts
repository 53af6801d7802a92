import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { LabError } from "../errors.ts";
import type { Balancer } from "../protocol/node.ts";

interface Entry {
  balancer: Balancer;
  server: Server;
  sockets: Set<Socket>;
}

/**
 * The addresses of services with several replicas, for callers on this node. Each connection goes to the next replica, as with
 * the proxy of a Kubernetes node; the CPU time for that is part of the node's.
 */
export class Balancers {
  readonly #entries = new Map<string, Entry>();

  /** Makes the balancers match `wanted`. One that is unchanged keeps its port and connections. */
  async apply(wanted: Balancer[]): Promise<{ id: string; url: string }[]> {
    const ids = wanted.map(({ id }) => id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    if (twice.length > 0) throw new LabError("LAB_MALFORMED_REQUEST", `listed more than once: ${twice.join(", ")}`);
    for (const [id, { balancer }] of this.#entries)
      if (!wanted.some((each) => isDeepStrictEqual(each, balancer))) this.#remove(id);
    await Promise.all(wanted.filter(({ id }) => !this.#entries.has(id)).map((balancer) => this.#add(balancer)));
    return wanted.map(({ id }) => {
      const { port } = this.#entries.get(id)!.server.address() as AddressInfo;
      return { id, url: `http://127.0.0.1:${port}` };
    });
  }

  end(): void {
    for (const id of [...this.#entries.keys()]) this.#remove(id);
  }

  async #add(balancer: Balancer): Promise<void> {
    const targets = balancer.targets.map((target) => Number(new URL(target).port));
    const sockets = new Set<Socket>();
    let next = 0;
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
      follow(sockets, client);
      const first = next++;
      join(
        client,
        targets.map((_, i) => targets[(first + i) % targets.length]!),
        sockets,
      );
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, resolve);
    });
    this.#entries.set(balancer.id, { balancer, server, sockets });
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.server.close();
    for (const socket of entry?.sockets ?? []) socket.resetAndDestroy();
  }
}

function follow(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  // An error is followed by `close`.
  socket.on("error", () => undefined);
}

/** Connects a caller with the first of the ports that accepts, or resets its connection if none does. */
function join(client: Socket, [port, ...others]: number[], sockets: Set<Socket>): void {
  if (port === undefined || client.destroyed) return void client.resetAndDestroy();
  const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  follow(sockets, server);
  const refused = () => join(client, others, sockets);
  server.once("error", refused);
  server.once("connect", () => {
    server.off("error", refused);
    client.once("close", (failed) => failed && server.resetAndDestroy());
    server.once("close", (failed) => failed && client.resetAndDestroy());
    client.pipe(server);
    server.pipe(client);
    if (client.destroyed) server.resetAndDestroy();
  });
}
