/**
 * The server's port, which K3s' supervisor and the API server share. TLS ends here; requests for the API server go on with
 * who was authenticated by a client certificate, as an aggregating API server passes it on.
 */
import { readFileSync } from "node:fs";
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Agent, createServer, request as httpsRequest, type RequestOptions } from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { messageOf } from "../../../../base/errors.ts";
import { LOCAL_API_PORT, SUPERVISOR_PORT } from "../paths.ts";
import { AUTHORITIES, caOf, pairOf, TLS } from "./certificates.ts";

export interface Caller {
  name: string;
  groups: readonly string[];
}

/** @returns false if the request is for the API server */
export type Supervisor = (request: IncomingMessage, response: ServerResponse, caller: Caller | undefined) => boolean;

/** Longer than clients keep idle connections, so that none is closed while a request is on its way. */
const KEEP_ALIVE_MS = 120_000;
/** Shorter than the API server keeps them. */
const UPSTREAM_IDLE_MS = 60_000;
const ca = (): string => caOf(AUTHORITIES.server);

const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** `"unknown"`: there is a certificate, but the clients' authority did not sign it. */
function callerOf(socket: TLSSocket): Caller | "unknown" | undefined {
  const { subject } = socket.getPeerCertificate();
  if (subject === undefined) return undefined;
  if (!socket.authorized) return "unknown";
  return { name: list(subject.CN)[0] ?? "", groups: list(subject.O) };
}

/** Nobody may say who they are by these headers but this program. */
function forwarded({ headersDistinct }: IncomingMessage, caller: Caller | undefined): OutgoingHttpHeaders {
  const kept = Object.entries(headersDistinct)
    .filter(([name]) => !name.startsWith("x-remote-"))
    .map(([name, values]) => [name, values?.length === 1 ? values[0] : values] as const);
  const own = caller === undefined ? {} : { "x-remote-user": caller.name, "x-remote-group": [...caller.groups] };
  return { ...Object.fromEntries(kept), ...own };
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(status));
}

class Upstream {
  readonly #anonymous = new Agent({ ca: ca(), keepAlive: true, timeout: UPSTREAM_IDLE_MS });
  readonly #trusted = new Agent({ ca: ca(), ...pairOf(TLS.authProxy), keepAlive: true, timeout: UPSTREAM_IDLE_MS });

  options(request: IncomingMessage, caller: Caller | undefined): RequestOptions {
    const { method, url } = request;
    return {
      ...{ host: "127.0.0.1", port: LOCAL_API_PORT, path: url, method, headers: forwarded(request, caller) },
      agent: caller === undefined ? this.#anonymous : this.#trusted,
    };
  }

  forward(request: IncomingMessage, response: ServerResponse, caller: Caller | undefined): void {
    const sent = httpsRequest(this.options(request, caller), (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      // The first event of a watch may be long in coming.
      response.flushHeaders();
      answer.pipe(response);
      answer.once("error", () => response.destroy());
    });
    sent.once("error", (error) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 503, "ServiceUnavailable", `apiserver not ready: ${messageOf(error)}`);
    });
    response.once("close", () => sent.destroy());
    request.pipe(sent);
  }

  /** For exec, attach, port-forward. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, caller: Caller | undefined): void {
    const end = (): void => void socket.destroy();
    const sent = httpsRequest({
      ...this.options(request, caller),
      agent: undefined,
      ca: ca(),
      ...this.#identity(caller),
    });
    sent.once("error", end);
    socket.once("error", () => sent.destroy());
    sent.once("response", (answer) => {
      socket.write(headOf(answer));
      answer.pipe(socket);
    });
    sent.once("upgrade", (answer, upstream, first) => {
      socket.write(headOf(answer));
      if (first.length > 0) socket.write(first);
      if (head.length > 0) upstream.write(head);
      upstream.once("error", end).once("close", end).pipe(socket);
      socket.once("close", () => upstream.destroy());
      socket.pipe(upstream);
    });
    sent.end();
  }

  #identity = (caller: Caller | undefined): object => (caller === undefined ? {} : pairOf(TLS.authProxy));
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  let head = `HTTP/1.1 ${statusCode} ${statusMessage}\r\n`;
  for (let i = 0; i < rawHeaders.length; i += 2) head += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
  return `${head}\r\n`;
}

/** @returns false if the request is for the API server */
export type Tunnel = (request: IncomingMessage, socket: Duplex, caller: Caller | undefined) => boolean;

/** Listens on {@link SUPERVISOR_PORT}. */
export async function openFront(bindAddress: string, supervisor: Supervisor, tunnel: Tunnel): Promise<void> {
  const upstream = new Upstream();
  const server = createServer(
    {
      key: readFileSync(`${TLS.serving}.key`),
      cert: readFileSync(`${TLS.serving}.crt`),
      ca: caOf(AUTHORITIES.client),
      requestCert: true,
      rejectUnauthorized: false,
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => {
      const caller = callerOf(request.socket as TLSSocket);
      if (caller === "unknown") refuse(response, 401, "Unauthorized", "Unauthorized");
      else if (!supervisor(request, response, caller)) upstream.forward(request, response, caller);
    },
  );
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const caller = callerOf(request.socket as TLSSocket);
    if (caller === "unknown") socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n");
    else if (!tunnel(request, socket, caller)) upstream.upgrade(request, socket, head, caller);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(SUPERVISOR_PORT, bindAddress, resolve);
  });
}
