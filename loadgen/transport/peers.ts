import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** Connections and requests to one address since the last flush. */
export interface PeerCounts {
  /** Address and port, as `203.0.113.7:443`. */
  address: string;
  /** Negotiated protocol, such as `HTTP/1.1 over TLSv1.3`; `null` before the first connection. */
  protocol: string | null;
  /** Connections that were set up. */
  opened: number;
  /** Requests; each hop of a redirect counts. */
  requests: number;
}

/** Counts connections and requests by address, so that each of a name's addresses shows its share. */
export class Peers {
  readonly #byAddress = new Map<string, PeerCounts>();

  /** The counts of an address; its connections increment them. */
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

/** Negotiated protocol of a connection that is ready. */
export function protocolOf(socket: Socket | TLSSocket): string {
  if (!("alpnProtocol" in socket)) return "HTTP/1.1";
  return `${socket.alpnProtocol === "h2" ? "HTTP/2" : "HTTP/1.1"} over ${socket.getProtocol()}`;
}
