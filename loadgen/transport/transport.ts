import type { ErrorClass, Failure } from "../schema/request.ts";
import type { PeerCounts } from "./peers.ts";

/** Scheme, host and port that a connection goes to. */
export interface Origin {
  protocol: "http:" | "https:";
  hostname: string;
  port: number;
  /** The `Host` header: with the port unless it is the scheme's own. */
  host: string;
}

export interface WireRequest {
  method: string;
  /** Path and query. */
  path: string;
  /** Further header lines, each ended by CRLF. */
  headerLines: string;
  body: string | undefined;
  /** Whether the body is collected; else its bytes are only counted. */
  keepBody: boolean;
}

/** When the parts of one exchange were; µs of the worker's clock. */
export interface WireTimes {
  startUs: number;
  /** TCP (and TLS) set-up, where this exchange opened the connection. */
  connectUs: number | undefined;
  /** The part of it that the TLS handshake took; `undefined` without one, and where the transport doesn't tell. */
  tlsUs: number | undefined;
  /** `undefined` when nothing came. */
  firstByteUs: number | undefined;
  endUs: number;
}

/** A response's status line and headers, with what framing and the hot path need already picked out. */
export interface ResponseHead {
  status: number;
  /** HTTP/1.0 or `connection: close`: not to be used again. */
  close: boolean;
  contentLength: number | undefined;
  chunked: boolean;
  location: string | undefined;
  /** `Set-Cookie` values in order; `undefined` when there are none. */
  setCookies: string[] | undefined;
  /** Header lines as received, without the status line. */
  lines: string;
}

export interface WireResponse extends WireTimes {
  failure: undefined;
  head: ResponseHead;
  bodyBytes: number;
  body: Buffer | undefined;
}

export interface WireFailure extends WireTimes {
  failure: { class: ErrorClass; message: string };
  bodyBytes: number;
}

/** Response heads are views into what was received: read them before the next exchange on the connection. */
export type WireOutcome = WireResponse | WireFailure;

/** One keep-alive connection of one user to one origin; opened, and opened again, when an exchange needs it. */
export interface Connection {
  /** One request and its response; never rejects. One at a time. `deadlineUs` ends it with a time-out's class. */
  exchange(request: WireRequest, deadlineUs: number): Promise<WireOutcome>;
  /** Cuts the exchange in flight, which ends as `aborted`. */
  abort(): void;
  close(): void;
}

export interface TransportOptions {
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

export interface Transport {
  /** A connection for the user of this number; nothing is opened before its first exchange. */
  connection(origin: Origin, user: number): Connection;
  /** Connections and requests by address, since the last call. */
  flushPeers(): PeerCounts[];
  /** Frees what connections share; each connection is closed by its user. */
  close(): void;
}

export function originOf(url: URL): Origin {
  const protocol = url.protocol === "https:" ? "https:" : "http:";
  const standard = protocol === "https:" ? 443 : 80;
  // `URL.hostname` keeps the brackets of an IPv6 address, sockets want it bare.
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { protocol, hostname, port: url.port === "" ? standard : Number(url.port), host: url.host };
}

const CLASS_BY_CODE: Record<string, ErrorClass> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  EPIPE: "reset",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EHOSTUNREACH: "dial",
  ENETUNREACH: "dial",
  ETIMEDOUT: "timeout-connect",
  EMFILE: "resource",
  ENFILE: "resource",
  EADDRNOTAVAIL: "resource",
};

/** Class of a socket's error; `phase` decides for codes that have no class of their own. */
export function classifySocketError(error: NodeJS.ErrnoException, phase: "connect" | "tls" | "exchange"): Failure {
  const code = error.code ?? "";
  const known = CLASS_BY_CODE[code];
  if (phase === "tls") return { class: "tls", message: `TLS handshake failed: ${code || error.message}` };
  const fallback = phase === "connect" ? "dial" : "reset";
  return { class: known ?? fallback, message: phase === "connect" ? `connect: ${code}` : `connection lost: ${code}` };
}

/** The failure that a final status means, if any. */
export function classifyStatus(status: number): Failure | undefined {
  if (status < 400) return undefined;
  return { class: status < 500 ? "http-4xx" : "http-5xx", message: `HTTP ${status}` };
}
