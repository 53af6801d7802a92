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
  /** Collects the body; otherwise its bytes are only counted. */
  keepBody: boolean;
}

/** Times of one exchange, in µs of the worker's clock. */
export interface WireTimes {
  startUs: number;
  /** TCP (and TLS) set-up, where this exchange opened the connection. */
  connectUs: number | undefined;
  /** The part of it that the TLS handshake took; `undefined` without TLS, and where the transport does not measure it. */
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

/** One keep-alive connection of one user to one origin; opened, and reopened, when an exchange needs it. */
export interface Connection {
  /** Performs one request; never rejects. One at a time. An exchange that exceeds `deadlineUs` fails with a timeout class. */
  exchange(request: WireRequest, deadlineUs: number): Promise<WireOutcome>;
  /** Aborts the exchange in flight, which fails as `aborted`. */
  abort(): void;
  close(): void;
}

export interface TransportOptions {
  connectTimeoutMs: number;
  /** From sending a request to its complete response head; default: only the request's timeout applies. */
  headersTimeoutMs?: number | undefined;
  /** Maximum size of a response head. */
  headBytes: number;
  /** Whether certificates are checked. */
  tlsVerify: boolean;
  /** Addresses of host names, resolved before the load; other hosts are resolved per connection. */
  addresses: Readonly<Record<string, readonly string[]>>;
  /** Local addresses, assigned to users in turn; empty: the system chooses. */
  localAddresses: readonly string[];
}

export interface Transport {
  /** A connection for the user of this number; nothing is opened before its first exchange. */
  connection(origin: Origin, user: number): Connection;
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

/** Classifies a socket error; for codes without a class of their own, `phase` decides. */
export function classifySocketError(error: NodeJS.ErrnoException, phase: "connect" | "tls" | "exchange"): Failure {
  const code = error.code ?? "";
  const known = CLASS_BY_CODE[code];
  if (phase === "tls") return { class: "tls", message: `TLS handshake failed: ${code || error.message}` };
  const fallback = phase === "connect" ? "dial" : "reset";
  return { class: known ?? fallback, message: phase === "connect" ? `connect: ${code}` : `connection lost: ${code}` };
}

/** Failure for a final status of 400 or above. */
export function classifyStatus(status: number): Failure | undefined {
  if (status < 400) return undefined;
  return { class: status < 500 ? "http-4xx" : "http-5xx", message: `HTTP ${status}` };
}
