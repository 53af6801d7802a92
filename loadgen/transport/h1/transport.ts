import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Clock } from "../../clock.ts";
import { Deadlines } from "../deadlines.ts";
import type { Connection, Origin, Transport } from "../transport.ts";
import { H1Connection, type H1Context } from "./connection.ts";

export interface H1Options {
  connectTimeoutMs: number;
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
  const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

  return {
    connection(origin: Origin, user: number): Connection {
      const addresses = options.addresses[origin.hostname];
      // Users are spread over a name's addresses in turn, as separate clients would be by DNS.
      const host = addresses?.[user % addresses.length] ?? origin.hostname;
      const localAddress = options.localAddresses[user % options.localAddresses.length];
      const context: H1Context = {
        clock,
        deadlines,
        readBuffer,
        connectTimeoutUs: options.connectTimeoutMs * 1000,
        headBytes: options.headBytes,
        dial: (onRead) => dial(origin, { host, localAddress, tlsVerify: options.tlsVerify, readBuffer, onRead }),
      };
      return new H1Connection(context, origin.host);
    },
    close() {
      deadlines.close();
    },
  };
}

interface DialOptions {
  host: string;
  localAddress: string | undefined;
  tlsVerify: boolean;
  readBuffer: Buffer;
  onRead: (bytes: number) => boolean;
}

function dial(origin: Origin, options: DialOptions): ReturnType<H1Context["dial"]> {
  const target = {
    host: options.host,
    port: origin.port,
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    noDelay: true,
    onread: { buffer: options.readBuffer, callback: options.onRead },
  };
  if (origin.protocol === "http:") return { socket: connectTcp(target), readyEvent: "connect" };
  const socket = connectTls({
    ...target,
    // Server names are for hosts that have one.
    servername: /^[\d.]+$|:/.test(origin.hostname) ? "" : origin.hostname,
    ALPNProtocols: ["http/1.1"],
    rejectUnauthorized: options.tlsVerify,
  });
  return { socket, readyEvent: "secureConnect" };
}
