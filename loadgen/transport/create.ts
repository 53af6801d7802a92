import { basicAuthorization } from "../../base/url.ts";
import { realClock, type Clock } from "../clock.ts";
import type { ParsedSpec } from "../schema/spec.ts";
import { HttpConnection } from "./connection.ts";
import type { ConnectionContext } from "./context.ts";
import { Deadlines } from "./deadlines.ts";
import { addressesOf, byFamily, type HostAddresses } from "./addresses.ts";
import type { Candidate, Route } from "./dial/opening.ts";
import type { TlsOptions } from "./dial/socket.ts";
import { HeadMemory } from "./h1/head.ts";
import { MAX_HEAD_BYTES } from "./limits.ts";
import { handleWriter } from "./h1/write.ts";
import { Peers } from "./peers.ts";
import { originOf, type Connection, type Origin, type Transport, type TransportOptions } from "./transport.ts";

/** The transport of a load. */
export async function transportOf(spec: ParsedSpec, addresses: Record<string, HostAddresses>): Promise<Transport> {
  const { connectTimeoutMs, headersTimeoutMs, tlsVerify, localAddresses, proxy } = spec;
  return createTransport(realClock, {
    ...{ connectTimeoutMs, headersTimeoutMs, headBytes: MAX_HEAD_BYTES, tlsVerify, addresses, localAddresses, proxy },
    http2: spec.protocol === "h2" ? await import("node:http2") : undefined,
  });
}

/** HTTP/1.1 and HTTP/2 directly over sockets. */
export function createTransport(clock: Clock, options: TransportOptions): Transport {
  const shared: Shared = {
    options,
    peers: new Peers(),
    proxy: options.proxy === undefined ? undefined : new URL(options.proxy),
    readBuffer: options.http2 === undefined ? Buffer.allocUnsafeSlow(64 * 1024) : undefined,
    common: {
      clock,
      served: { untilUs: -Infinity },
      deadlines: new Deadlines(clock),
      connectTimeoutUs: options.connectTimeoutMs * 1000,
      headersTimeoutUs: (options.headersTimeoutMs ?? Infinity) * 1000,
      headBytes: options.headBytes,
      heads: new HeadMemory(),
      writeToTcp: handleWriter(),
      http2: options.http2,
    },
  };
  /** One per combination of origin, order of addresses and local address. */
  const contexts = new Map<string, ConnectionContext>();
  return {
    connection(origin: Origin, user: number): Connection {
      const { hostname } = dialledOf(shared, origin);
      const localAddress = options.localAddresses[user % options.localAddresses.length];
      const known = options.addresses[hostname];
      const addresses = known === undefined ? undefined : addressesOf(user, known, localAddress);
      const key = `${origin.protocol}//${origin.host} ${addresses?.join()} ${localAddress}`;
      let context = contexts.get(key);
      if (context === undefined) contexts.set(key, (context = contextOf(shared, origin, addresses, localAddress)));
      return new HttpConnection(context);
    },
    servedUntil: (atUs) => (shared.common.served.untilUs = atUs),
    flushPeers: () => shared.peers.flush(),
    close: () => shared.common.deadlines.close(),
  };
}

/** What all connections of a transport share. */
interface Shared {
  options: TransportOptions;
  peers: Peers;
  proxy: URL | undefined;
  readBuffer: Buffer | undefined;
  common: Omit<ConnectionContext, "origin" | "route" | "firstPeer" | "forwarding" | "roundTripUs">;
}

function dialledOf({ proxy }: Shared, origin: Origin): Origin {
  return proxy === undefined ? origin : originOf(proxy);
}

function contextOf(
  shared: Shared,
  origin: Origin,
  addresses: readonly string[] | undefined,
  localAddress: string | undefined,
): ConnectionContext {
  const { common, proxy, peers } = shared;
  const dialled = dialledOf(shared, origin);
  const candidatesOf = (all: readonly string[]): Candidate[] =>
    all.map((address) => ({ address, peer: peers.of(hostPort(address, dialled.port)) }));
  const candidates = addresses === undefined ? undefined : candidatesOf(addresses);
  const authorization = proxy === undefined ? undefined : basicAuthorization(proxy);
  const isForwarded = proxy !== undefined && origin.protocol === "http:";
  const authorizationLine = authorization === undefined ? "" : `proxy-authorization: ${authorization}\r\n`;
  const route: Route = {
    clock: common.clock,
    ...{ dialled, localAddress, candidates, readBuffer: shared.readBuffer, isProxied: proxy !== undefined },
    order: (found) => candidatesOf(addressesOf(0, byFamily(found), localAddress)),
    tls: dialled.protocol === "https:" ? tlsOf(shared, dialled, proxy === undefined) : undefined,
    tunnel:
      proxy === undefined || isForwarded
        ? undefined
        : { host: hostPort(origin.hostname, origin.port), authorization, tls: tlsOf(shared, origin, true) },
  };
  return {
    ...common,
    ...{ origin, route, roundTripUs: Infinity },
    firstPeer: candidates?.[0]?.peer ?? peers.of(hostPort(dialled.hostname, dialled.port)),
    forwarding: isForwarded ? { prefix: `http://${origin.host}`, authorizationLine } : undefined,
  };
}

function tlsOf({ options }: Shared, { hostname }: Origin, isOrigin: boolean): TlsOptions {
  const protocols = isOrigin && options.http2 !== undefined ? ["h2", "http/1.1"] : ["http/1.1"];
  return { hostname, protocols, verify: options.tlsVerify };
}

function hostPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
