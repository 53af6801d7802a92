import type { ErrorClass, Failure } from "../schema/request.ts";

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
  if (isProxied && phase === "tls") return { class: "proxy", message: `TLS with the proxy failed: ${code}` };
  if (phase === "proxy") return { class: "proxy", message: `the proxy ended the connection: ${code}` };
  if (isProxied && phase !== "exchange") return { class: "proxy", message: `no connection to the proxy: ${code}` };
  if (phase === "lookup") return { class: "dns", message: `lookup: ${code}` };
  if (phase === "tls") return { class: "tls", message: `TLS handshake failed: ${code}` };
  if (phase === "exchange") return { class: "reset", message: `connection lost: ${code}` };
  return { class: CONNECT_CLASSES[code] ?? "dial", message: `connect: ${code}` };
}

/** Failure for a final status of 400 or above. */
export function classifyStatus(status: number): Failure | undefined {
  if (status < 400) return undefined;
  return { class: status < 500 ? "http-4xx" : "http-5xx", message: `HTTP ${status}` };
}
