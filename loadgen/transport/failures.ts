import type { ErrorClass, Failure } from "../schema/request.ts";
import { MAX_KEPT_BYTES } from "./limits.ts";

export const IDLE_RACE: Failure = {
  class: "idle-race",
  message: "the server closed the idle connection as the request was sent",
};

export const BODY_TOO_LARGE: Failure = {
  class: "check",
  message: `the body is larger than the ${MAX_KEPT_BYTES / 2 ** 20} MiB that are kept for checks`,
};

/** What a connection was doing when it failed. */
export type Phase = "lookup" | "connect" | "proxy" | "tls" | "exchange";

/** This machine's limits, whatever is under way. */
const OWN_LIMITS: Record<string, string> = {
  EMFILE: "no file descriptor is free",
  ENFILE: "no file descriptor is free on this machine",
  ENOBUFS: "no socket buffer is free",
  ENOMEM: "no memory is free",
  EADDRNOTAVAIL: "no local port or address is free",
  EADDRINUSE: "no local port is free",
};

/** What OpenSSL says of an answer that is no TLS, such as one in plain HTTP. */
const NO_TLS = new Set(["ERR_SSL_WRONG_VERSION_NUMBER", "ERR_SSL_PACKET_LENGTH_TOO_LONG", "ERR_SSL_HTTP_REQUEST"]);

/** Begins the message of a failed handshake with a peer that speaks something else. */
export const WITHOUT_TLS = "it answers, but without TLS";

const CONNECT_CLASSES: Record<string, ErrorClass> = {
  ECONNREFUSED: "refused",
  ECONNRESET: "reset",
  ETIMEDOUT: "timeout-connect",
};

/** Classifies an error of a socket or of name resolution by who failed: this machine, the proxy, the network, the peer. */
export function classifySocketError(
  error: NodeJS.ErrnoException,
  phase: Phase,
  { isProxied }: { isProxied: boolean } = { isProxied: false },
): Failure {
  const code = error.code ?? error.message;
  const own = OWN_LIMITS[code];
  if (error.syscall === "bind") return { class: "resource", message: `the local address can't be used: ${code}` };
  if (own !== undefined && phase !== "tls") return { class: "resource", message: `${own}: ${code}` };
  if (isProxied && phase === "tls")
    return {
      class: "proxy",
      message: `TLS with the proxy failed${NO_TLS.has(code) ? ", it answers without TLS" : ""}: ${code}`,
    };
  if (phase === "proxy") return { class: "proxy", message: `the proxy ended the connection: ${code}` };
  if (isProxied && phase !== "exchange") return { class: "proxy", message: `no connection to the proxy: ${code}` };
  if (phase === "lookup") return { class: "dns", message: `lookup: ${code}` };
  if (phase === "tls" && NO_TLS.has(code)) return { class: "tls", message: `${WITHOUT_TLS}: ${code}` };
  if (phase === "tls") return { class: "tls", message: `TLS handshake failed: ${code}` };
  if (phase === "exchange") return { class: "reset", message: `connection lost: ${code}` };
  return { class: CONNECT_CLASSES[code] ?? "dial", message: `connect: ${code}` };
}

/**
 * Names the proxy where a plain request was sent to one.
 * @param isFirst nothing that is HTTP has come over this connection yet, so the proxy itself is at fault
 */
export function throughProxy({ class: failed, message }: Failure, { isFirst }: { isFirst: boolean }): Failure {
  const isOfProxy = isFirst && ["closed", "reset", "protocol"].includes(failed);
  const named = message.replace("the server", "the proxy");
  if (isOfProxy) return { class: "proxy", message: named === message ? `the proxy failed: ${message}` : named };
  if (failed.startsWith("timeout-"))
    return { class: failed, message: `${message}, from the proxy or the target behind it` };
  return { class: failed, message: named };
}

/** An alert of TLS, which servers with TLS answer to plain HTTP. */
export function notHttp(bytes: Uint8Array, why: string): Failure {
  const isAlert = bytes[0] === 21 && bytes[1] === 3;
  return { class: "protocol", message: isAlert ? "the server speaks TLS here: use https://" : why };
}

/** Failure for a final status of 400 or above. */
export function classifyStatus(status: number): Failure | undefined {
  if (status < 400) return undefined;
  return { class: status < 500 ? "http-4xx" : "http-5xx", message: `HTTP ${status}` };
}
