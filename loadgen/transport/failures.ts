import type { ErrorClass, Failure } from "../schema/request.ts";

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
