import type http2 from "node:http2";
import type { Failure } from "../schema/request.ts";
import type { HostAddresses } from "./addresses.ts";
import type { PeerCounts } from "./peers.ts";

/** Scheme, host and port that a connection goes to. */
export interface Origin {
  protocol: "http:" | "https:";
  hostname: string;
  port: number;
  /** With the port unless it is the scheme's own. */
  host: string;
}

/** A request that is valid and complete: transports send it as it is. */
export interface WireRequest {
  method: string;
  /** Path and query, percent-encoded. */
  path: string;
  /** All header lines, each name once, each line ended by CRLF. */
  headerLines: string;
  /** As bytes: a character each. */
  body: string | undefined;
  /** The request says that its connection is not used again. */
  closes: boolean;
  /** Collects the body; otherwise its bytes are only counted. */
  keepBody: boolean;
}

/** Times of one exchange, in µs of the worker's clock. */
export interface WireTimes {
  startUs: number;
  /** Set-up of the connection, where this exchange opened it: name, TCP, proxy, TLS. */
  connectUs: number | undefined;
  /** The part of it that the TLS handshake took; `undefined` without TLS. */
  tlsUs: number | undefined;
  /** `undefined` when no byte arrived. */
  firstByteUs: number | undefined;
  endUs: number;
}

/** A response's status line and headers; the fields that framing and users need are already parsed. */
export interface ResponseHead {
  status: number;
  /** HTTP/1.0 or `connection: close`: the connection must not be reused. */
  close: boolean;
  contentLength: number | undefined;
  chunked: boolean;
  location: string | undefined;
  /** `Set-Cookie` values in order; `undefined` when there are none. */
  setCookies: string[] | undefined;
  /** Header lines as received, without the status line; folded ones are joined. */
  lines: string;
}

export interface WireResponse extends WireTimes {
  failure: undefined;
  head: ResponseHead;
  bodyBytes: number;
  body: Buffer | undefined;
}

export interface WireFailure extends WireTimes {
  failure: Failure;
  bodyBytes: number;
}

/** Response heads are views into what was received: read them before the next exchange on the connection. */
export type WireOutcome = WireResponse | WireFailure;

/** One keep-alive connection of one user to one origin; opened, and reopened, when an exchange needs it. */
export interface Connection {
  /** Performs one request; never rejects. One at a time. An exchange that exceeds `deadlineUs` fails with a timeout class. */
  exchange(request: WireRequest, deadlineUs: number): Promise<WireOutcome>;
  /** Aborts the exchange in flight, which fails as `aborted`. */
  abort(): void;
  close(): void;
}

export interface TransportOptions {
  /** For all of a connection's set-up. */
  connectTimeoutMs: number;
  /** From sending a request to its complete response head; default: only the request's timeout applies. */
  headersTimeoutMs?: number | undefined;
  /** Maximum size of a response head. */
  headBytes: number;
  /** Whether certificates are checked. */
  tlsVerify: boolean;
  /** Addresses of host names, resolved before the load; other hosts are resolved per connection. */
  addresses: Readonly<Record<string, HostAddresses>>;
  /** Local addresses, assigned to users in turn; empty: the system chooses. */
  localAddresses: readonly string[];
  /** URL of a proxy that all requests go through. */
  proxy?: string | undefined;
  /** Offers HTTP/2 to https origins; a server may still choose HTTP/1.1. Passed in, so that it is loaded only where used. */
  http2?: typeof http2 | undefined;
}

export interface Transport {
  /** A connection for the user of this number; nothing is opened before its first exchange. */
  connection(origin: Origin, user: number): Connection;
  /** Says that what arrived on the sockets before `atUs` has been read: a close that comes now came after it. */
  servedUntil(atUs: number): void;
  /** Connections and requests by address, since the last call. */
  flushPeers(): PeerCounts[];
  /** Frees resources that connections share; each user closes its own connections. */
  close(): void;
}

export function originOf(url: URL): Origin {
  const protocol = url.protocol === "https:" ? "https:" : "http:";
  const standard = protocol === "https:" ? 443 : 80;
  // `URL.hostname` keeps the brackets of an IPv6 address; sockets expect it without.
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { protocol, hostname, port: url.port === "" ? standard : Number(url.port), host: url.host };
}

export function isSameOrigin(a: Origin, b: Origin): boolean {
  return a === b || (a.protocol === b.protocol && a.host === b.host);
}
