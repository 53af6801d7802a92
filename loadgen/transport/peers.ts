import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** What went to one address since it was last asked. */
export interface PeerCounts {
  /** Address and port, as `203.0.113.7:443`. */
  address: string;
  /** What was agreed on, such as `HTTP/1.1 over TLSv1.3`; `null` before the first connection. */
  protocol: string | null;
  /** Connections that were set up. */
  opened: number;
  /** Requests, each hop of a redirect for itself. */
  requests: number;
}

/** Counts connections and requests by the address that they go to: each of a name's addresses shows with its share. */
export class Peers {
  readonly #byAddress = new Map<string, PeerCounts>();

  /** The counts of an address, to be raised by whoever connects to it. */
  of(address: string): PeerCounts {
    let peer = this.#byAddress.get(address);
    if (peer === undefined) this.#byAddress.set(address, (peer = { address, protocol: null, opened: 0, requests: 0 }));
    return peer;
  }

  flush(): PeerCounts[] {
    const flushed: PeerCounts[] = [];
    for (const peer of this.#byAddress.values()) {
      if (peer.opened === 0 && peer.requests === 0) continue;
      flushed.push({ ...peer });
      peer.opened = 0;
      peer.requests = 0;
    }
    return flushed;
  }
}

export function addPeer(into: Map<string, PeerCounts>, from: PeerCounts): void {
  const known = into.get(from.address);
  if (known === undefined) {
    into.set(from.address, { ...from });
    return;
  }
  known.protocol = from.protocol ?? known.protocol;
  known.opened += from.opened;
  known.requests += from.requests;
}

/** What was agreed on for a connection, once it is ready. */
export function protocolOf(socket: Socket | TLSSocket): string {
  if (!("alpnProtocol" in socket)) return "HTTP/1.1";
  return `${socket.alpnProtocol === "h2" ? "HTTP/2" : "HTTP/1.1"} over ${socket.getProtocol()}`;
}
