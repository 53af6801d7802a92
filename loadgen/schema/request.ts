/** Vocabulary of a request's record. Does not import zod, so that workers need not load it. */

/** Name of all endpoints beyond a limit. It has the form of the others, a method and a name. */
export const OTHER_ENDPOINTS = "* (other names)";

/** `ok` and `failed` requests have separate distributions; an aborted request has none. */
export const REQUEST_OUTCOMES = ["ok", "failed"] as const;
export type RequestOutcome = (typeof REQUEST_OUTCOMES)[number];

/**
 * service: sent to end, connection set-up included. first-byte: sent to the first byte. connect: connection set-up.
 * tls: the TLS handshake in it.
 * Open model: lag: due to picked up by the scheduler. blocked: picked up to sent, waiting for a user of the pool.
 * response: due to end.
 * undelayed: the time that counts (service, or response in the open model) without what the generator itself added.
 */
export const TIMING_KINDS = [
  "service",
  "first-byte",
  "connect",
  "lag",
  "blocked",
  "response",
  "tls",
  "undelayed",
] as const;
export type TimingKind = (typeof TIMING_KINDS)[number];

/**
 * The versions of a target with a canary. `unknown`: nothing tells which of the two failed, as when no response came.
 */
export const VERSIONS = ["stable", "canary", "unknown"] as const;
export type Version = (typeof VERSIONS)[number];

/** Why an arrival was dropped: no user was free in time, or the generator itself was late. */
export const DROP_REASONS = ["pool-full", "generator-late"] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Classes of failed requests; docs/errors.md explains each. */
export const ERROR_CLASSES = {
  dns: "the host's name could not be resolved",
  dial: "no connection: the network or host can't be reached",
  refused: "no connection: nothing listens there",
  proxy: "the proxy could not be reached, refused, or did not answer",
  reset: "the connection was reset while a request was under way",
  closed: "the server ended the connection, or the HTTP/2 stream, before the response was complete",
  "idle-race": "the server closed a kept-alive connection as the request was sent, which was probably not processed",
  tls: "the TLS handshake or certificate check failed",
  "timeout-connect": "no connection before the connect timeout",
  "timeout-headers": "response headers were not complete before the timeout",
  "timeout-body": "the response body was not complete before the timeout",
  protocol: "the response is not valid HTTP",
  "redirect-loop": "too many redirects, or one that leads nowhere",
  "http-4xx": "a status of 400 to 499",
  "http-5xx": "a status of 500 to 599",
  check: "a check of the scenario failed",
  resource: "this machine ran out of file descriptors or local ports, or lost its local address",
  aborted: "still in flight when the load ended",
} as const;

export type ErrorClass = keyof typeof ERROR_CLASSES;

/** Classes of requests that no target received: there was no connection to send them on. */
export const UNREACHED: ReadonlySet<ErrorClass> = new Set([
  ...(["dns", "dial", "refused", "proxy", "tls", "timeout-connect"] as const),
]);
/** These, and requests that this machine itself could not send. */
export const UNSENT: ReadonlySet<ErrorClass> = new Set([...UNREACHED, "resource"]);

export interface Failure {
  class: ErrorClass;
  /** Without what differs from request to request, so that equal failures count together. */
  message: string;
}
