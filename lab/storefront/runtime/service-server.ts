import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { CALLER_HEADER, CallPath, ROUND_TRIPS_HEADER } from "./call-path.ts";
import type { ServiceMetrics } from "./metrics.ts";
import { failure, failureOf } from "./replies.ts";
import { readBody } from "./request.ts";
import { Router, type Handlers, type Match, type Reply } from "./router.ts";
import type { Traffic } from "./traffic.ts";

/** Longer than think times, so that set-ups are rare. Callers close idle connections first, because undici obeys the hint. */
const KEEP_ALIVE_MS = 75_000;

/**
 * What a look-up in a database nearby takes. Without it, a page would take two milliseconds of CPU time and nothing else, and
 * any other program on the machine would show in its latency.
 */
const STORAGE_MS = 2;

export interface ServerParts {
  node: string;
  /** Whether its data is in storage of its own, which each request waits for. */
  hasStorage: boolean;
  handlers: Handlers;
  metrics: ServiceMetrics;
  traffic: Traffic;
  /** Whether responses have the header with the round trips over links. */
  tellsRoundTrips: boolean;
}

/** The HTTP server of a service: routes requests, counts them, and reports the round trips of each. */
export function createServiceServer(parts: ServerParts): Server {
  const { node, hasStorage, handlers, metrics, traffic, tellsRoundTrips } = parts;
  const router = new Router(handlers);
  const followed = new WeakSet<Socket>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAtMs = performance.now();
    if (!followed.has(request.socket)) {
      followed.add(request.socket);
      traffic.follow(request.socket, callerOf(request, node));
    }
    const url = request.url ?? "/";
    const mark = url.indexOf("?");
    const match = router.match(request.method ?? "GET", mark < 0 ? url : url.slice(0, mark));
    const path = new CallPath();
    if (hasStorage) await delay(STORAGE_MS);
    const reply = await replyTo(request, match, mark < 0 ? "" : url.slice(mark + 1), path);
    send(response, reply, tellsRoundTrips ? [ROUND_TRIPS_HEADER, String(path.roundTrips)] : []);
    metrics.answered(match?.route ?? "unknown", reply.status, (performance.now() - startedAtMs) / 1000);
  }

  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS, noDelay: true }, (request, response) => {
    // If the caller disconnects, the body's stream ends with an error, and nobody waits for a response.
    serve(request, response).catch(() => response.destroy());
  });
}

async function replyTo(
  request: IncomingMessage,
  match: Match | undefined,
  query: string,
  path: CallPath,
): Promise<Reply> {
  const body = await readBody(request);
  if (match === undefined)
    return failure(404, "LAB_UNKNOWN_PATH", `${request.method} ${request.url} is not served here`);
  if (body === undefined) return failure(413, "too-large", "the body is too large");
  try {
    return await match.handler({ param: match.param, query, headers: request.headers, body }, path);
  } catch (error) {
    return failureOf(error);
  }
}

function send(response: ServerResponse, reply: Reply, more: string[]): void {
  const head = ["content-type", reply.type, "content-length", String(Buffer.byteLength(reply.body)), ...more];
  response.writeHead(reply.status, reply.headers === undefined ? head : head.concat(reply.headers));
  response.end(reply.body);
}

/** A connection has the same caller for its whole life. A caller without the header is outside the shop. */
function callerOf(request: IncomingMessage, node: string) {
  const [service = "", callerNode = ""] = String(request.headers[CALLER_HEADER] ?? "outside/outside").split("/");
  return { service, node: callerNode, remote: callerNode !== "outside" && callerNode !== node };
}
