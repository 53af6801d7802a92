import type { Clock } from "../../clock.ts";
import { Deadlines } from "../deadlines.ts";
import type { Connection, Origin, Transport, TransportOptions } from "../transport.ts";
import { H1Connection, type H1Context } from "./connection.ts";
import { Peers } from "../peers.ts";
import { HeadMemory } from "./head.ts";
import { dial, handleWriter, writeToSocket } from "./socket.ts";

/** HTTP/1.1 directly over sockets: the default, fast transport. */
export function h1Transport(clock: Clock, options: TransportOptions): Transport {
  const deadlines = new Deadlines(clock);
  const heads = new HeadMemory();
  const peers = new Peers();
  const writeToTcp = handleWriter();
  const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);
  /** One per combination of origin, remote and local address. */
  const contexts = new Map<string, H1Context>();

  const contextOf = (origin: Origin, host: string, localAddress: string | undefined): H1Context => {
    const key = `${origin.protocol}//${origin.host} ${host} ${localAddress}`;
    let context = contexts.get(key);
    if (context === undefined) {
      context = {
        clock,
        deadlines,
        readBuffer,
        peer: peers.of(`${host.includes(":") ? `[${host}]` : host}:${origin.port}`),
        connectTimeoutUs: options.connectTimeoutMs * 1000,
        headersTimeoutUs: (options.headersTimeoutMs ?? Infinity) * 1000,
        headBytes: options.headBytes,
        heads,
        write: origin.protocol === "http:" ? writeToTcp : writeToSocket,
        hostLine: ` HTTP/1.1\r\nhost: ${origin.host}\r\n`,
        dial: () => dial(origin, { host, localAddress, tlsVerify: options.tlsVerify, readBuffer }),
        readyEvent: origin.protocol === "https:" ? "secureConnect" : "connect",
      };
      contexts.set(key, context);
    }
    return context;
  };

  return {
    connection(origin: Origin, user: number): Connection {
      const addresses = options.addresses[origin.hostname];
      // Users take a name's addresses in turn, as DNS would spread separate clients.
      const host = addresses?.[user % addresses.length] ?? origin.hostname;
      const localAddress = options.localAddresses[user % options.localAddresses.length];
      return new H1Connection(contextOf(origin, host, localAddress));
    },
    flushPeers: () => peers.flush(),
    close: () => deadlines.close(),
  };
}
