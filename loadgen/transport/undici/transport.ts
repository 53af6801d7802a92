import { isIPv6, type LookupFunction } from "node:net";
import { buildConnector, Client, ProxyAgent, type Dispatcher } from "undici";
import type { Clock } from "../../clock.ts";
import { Deadlines } from "../deadlines.ts";
import { Peers } from "../peers.ts";
import { type TransportOptions, originOf, type Connection, type Origin, type Transport } from "../transport.ts";
import { UndiciConnection, type Dial } from "./connection.ts";

export interface UndiciOptions extends TransportOptions {
  /** Offers HTTP/2 in the TLS handshake; the server may still choose HTTP/1.1. */
  http2: boolean;
  /** URL of a proxy that all requests go through; `undefined`: none. */
  proxy: string | undefined;
}

/** HTTP/2 and proxies, by undici. Takes several times the CPU of the h1 transport, so it is used only where required. */
export function undiciTransport(clock: Clock, options: UndiciOptions): Transport {
  const deadlines = new Deadlines(clock);
  const peers = new Peers();
  const headersTimeoutUs = (options.headersTimeoutMs ?? Infinity) * 1000;
  return {
    connection(origin: Origin, user: number): Connection {
      const peer = peers.of(peerOf(origin, user, options));
      const make = (dial: Dial) => dispatcher(origin, user, options, dial);
      return new UndiciConnection({ clock, deadlines, origin, peer, headersTimeoutUs, make });
    },
    flushPeers: () => peers.flush(),
    close: () => deadlines.close(),
  };
}

/** Address that a user's connections to an origin go to, for display. */
function peerOf(origin: Origin, user: number, { proxy, addresses }: UndiciOptions): string {
  const { hostname, port } = proxy === undefined ? origin : originOf(new URL(proxy));
  const own = addresses[hostname];
  const host = own?.[user % own.length] ?? hostname;
  return `${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

/** Longer than any think time; the transport enforces its own deadlines. */
const IDLE_MS = 3600_000;

function dispatcher(origin: Origin, user: number, options: UndiciOptions, dial: Dial): Dispatcher {
  const localAddress = options.localAddresses[user % options.localAddresses.length];
  const tls = { rejectUnauthorized: options.tlsVerify, allowH2: options.http2 };
  const common = {
    ...{ pipelining: 1, headersTimeout: 0, bodyTimeout: 0, maxHeaderSize: options.headBytes },
    ...{ keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS, allowH2: options.http2 },
  };
  if (options.proxy !== undefined) {
    return new ProxyAgent({ ...common, uri: options.proxy, requestTls: tls, connections: 1 });
  }
  const addresses = options.addresses[origin.hostname];
  const connect = buildConnector({
    ...tls,
    timeout: options.connectTimeoutMs,
    ...(localAddress === undefined ? {} : { localAddress }),
    ...(addresses === undefined ? {} : { lookup: lookupIn(addresses[user % addresses.length]!) }),
  });
  return new Client(`${origin.protocol}//${origin.host}`, { ...common, connect: dial(connect) });
}

/** A resolver with a fixed answer. */
function lookupIn(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_, { all }, found) => {
    if (all) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}
