import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Clock } from "../../clock.ts";
import { Deadlines } from "../deadlines.ts";
import type { Connection, Origin, Transport } from "../transport.ts";
import { H1Connection, type H1Context, type OwnedSocket } from "./connection.ts";
import { Peers } from "../peers.ts";
import { HeadMemory } from "./head-memory.ts";
import { handleWriter, writeToSocket } from "./socket-writer.ts";

export interface H1Options {
  connectTimeoutMs: number;
  /** From a request's sending to its whole response head; absent: only the request's own limit. */
  headersTimeoutMs?: number | undefined;
  /** Bytes that a response head may have. */
  headBytes: number;
  /** Whether certificates are checked. */
  tlsVerify: boolean;
  /** Addresses of host names, resolved before the load; a host that isn't in it is resolved per connection. */
  addresses: Readonly<Record<string, readonly string[]>>;
  /** Addresses to connect from, users in turn; empty: the system chooses. */
  localAddresses: readonly string[];
}

/** HTTP/1.1 over sockets of our own: the fast path, and the only transport that opens one connection a user. */
export function h1Transport(clock: Clock, options: H1Options): Transport {
  const deadlines = new Deadlines(clock);
  const heads = new HeadMemory();
  const peers = new Peers();
  const writeToTcp = handleWriter();
  const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);
  /** Shared by all connections that go the same way. */
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
        dial: (onRead) => dial(origin, { host, localAddress, tlsVerify: options.tlsVerify, readBuffer, onRead }),
        readyEvent: origin.protocol === "https:" ? "secureConnect" : "connect",
      };
      contexts.set(key, context);
    }
    return context;
  };

  return {
    connection(origin: Origin, user: number): Connection {
      const addresses = options.addresses[origin.hostname];
      // Users are spread over a name's addresses in turn, as separate clients would be by DNS.
      const host = addresses?.[user % addresses.length] ?? origin.hostname;
      const localAddress = options.localAddresses[user % options.localAddresses.length];
      return new H1Connection(contextOf(origin, host, localAddress));
    },
    takePeers: () => peers.take(),
    close: () => deadlines.close(),
  };
}

interface DialOptions {
  host: string;
  localAddress: string | undefined;
  tlsVerify: boolean;
  readBuffer: Buffer;
  onRead: Parameters<H1Context["dial"]>[0];
}

function dial(origin: Origin, options: DialOptions): OwnedSocket {
  const target = {
    host: options.host,
    port: origin.port,
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    noDelay: true,
    // Node calls it as a method of the socket, which its types don't say.
    onread: { buffer: options.readBuffer, callback: options.onRead },
  };
  if (origin.protocol === "http:") return connectTcp(target);
  return connectTls({
    ...target,
    // Server names are for hosts that have one.
    servername: /^[\d.]+$|:/.test(origin.hostname) ? "" : origin.hostname,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: options.tlsVerify,
  });
}
