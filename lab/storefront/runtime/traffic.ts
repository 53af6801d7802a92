import type { Socket } from "node:net";

export interface Peer {
  service: string;
  node: string;
  /** On another node: its bytes cross a link. */
  remote: boolean;
}

export interface PeerBytes extends Peer {
  received: number;
  sent: number;
}

/**
 * Bytes of all connections of this process by peer. Sockets count their own bytes, so requests cost nothing more; the
 * sums are computed when they are read.
 */
export class Traffic {
  readonly #closed = new Map<string, PeerBytes>();
  readonly #open = new Map<Socket, Peer>();

  follow(socket: Socket, peer: Peer): void {
    this.#open.set(socket, peer);
    socket.once("close", () => {
      this.#open.delete(socket);
      add(this.#closed, peer, socket);
    });
  }

  byPeer(): PeerBytes[] {
    const sums = new Map([...this.#closed].map(([key, bytes]) => [key, { ...bytes }]));
    for (const [socket, peer] of this.#open) add(sums, peer, socket);
    return [...sums.values()];
  }
}

function add(sums: Map<string, PeerBytes>, peer: Peer, socket: Socket): void {
  const key = `${peer.service} ${peer.node}`;
  let sum = sums.get(key);
  if (sum === undefined) sums.set(key, (sum = { ...peer, received: 0, sent: 0 }));
  sum.received += socket.bytesRead;
  sum.sent += socket.bytesWritten;
}
