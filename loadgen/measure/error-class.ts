/** What can go wrong with one request, by who could have caused it; each is explained in docs/errors.md. */
export const errorClasses = {
  dns: "the host's name could not be resolved",
  dial: "no connection: the network or host can't be reached",
  refused: "no connection: nothing listens there",
  reset: "the connection was reset while a request was under way",
  closed: "the server ended the connection before the response was complete",
  "idle-race": "the server closed a kept-alive connection just as the request was written; it was not processed",
  tls: "the TLS handshake or certificate check failed",
  "timeout-connect": "no connection within its limit",
  "timeout-headers": "no complete response head within the request's limit",
  "timeout-body": "a response head, but not its whole body, within the request's limit",
  protocol: "the response isn't HTTP/1.1 as its standard says",
  "redirect-loop": "too many redirects, or one that leads nowhere",
  "http-4xx": "a status of 400 to 499",
  "http-5xx": "a status of 500 to 599",
  check: "the response was not what the scenario expects",
  resource: "this machine ran out of file descriptors or local ports",
  aborted: "cut by the end of the load before it was complete",
} as const;

export type ErrorClass = keyof typeof errorClasses;

export interface Failure {
  class: ErrorClass;
  /** Without what differs from request to request, so that equal failures count together. */
  message: string;
}

const byCode: Record<string, ErrorClass> = {
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
  const known = byCode[code];
  if (phase === "tls") return { class: "tls", message: `TLS handshake failed: ${code || error.message}` };
  const fallback = phase === "connect" ? "dial" : "reset";
  return { class: known ?? fallback, message: phase === "connect" ? `connect: ${code}` : `connection lost: ${code}` };
}

/** The failure that a final status means, if any. */
export function classifyStatus(status: number): Failure | null {
  if (status < 400) return null;
  return { class: status < 500 ? "http-4xx" : "http-5xx", message: `HTTP ${status}` };
}
