/**
 * The control planes over HTTP, on a Unix socket. IDs of resources follow `/azure/` and `/gcp/`. Operations are under
 * `/azure/operations/` and `/gcp/operations/`; what is for people is under `/lab/`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { rm } from "node:fs/promises";
import { ApiError } from "./api-error.ts";
import type { CloudName, Clouds } from "./clouds.ts";
import { answerConsole } from "./console.ts";
import type { Answer, ControlPlane } from "./control-plane.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

/** Name of the socket in the lab's folder. */
export const CLOUDS_SOCKET = "clouds.sock";

/**
 * Real milliseconds of what takes a second in a real cloud; 0 while the lab's clock is stopped, or if operations take no
 * time. In every response.
 */
export const SECOND_HEADER = "x-lab-second-ms";

const MAX_BODY_BYTES = 4 << 20;

/** Replaces a socket that a killed lab has left. */
export async function serveClouds(socketPath: string, clouds: Clouds): Promise<Server> {
  await rm(socketPath, { force: true });
  const server = createServer((request, response) => void respond(request, response, clouds));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, resolve);
  });
  return server;
}

async function respond(request: IncomingMessage, response: ServerResponse, clouds: Clouds): Promise<void> {
  const { clock, settings } = clouds;
  const secondMs = clock.realMsUntil(clock.nowMs() + 1000) * settings.slowness;
  const send = (status: number, body: unknown, headers: Record<string, string | number> = {}): void => {
    const text = JSON.stringify(body);
    const length = Buffer.byteLength(text);
    response.writeHead(status, {
      ...{ "content-type": "application/json", "content-length": length, [SECOND_HEADER]: secondMs },
      ...headers,
    });
    response.end(text);
  };
  try {
    const body = await readBody(request);
    const console = /^\/lab\/(\w+)$/.exec(request.url ?? "")?.[1];
    if (console !== undefined) return send(200, await answerConsole(clouds, request.method ?? "", console, body));
    const { status, answer } = handle(request.method ?? "", new URL(request.url ?? "/", "http://lab"), body, clouds);
    // A client may rely on what it was told, even if the lab is killed now.
    await clouds.flush();
    send(status, answer);
  } catch (error) {
    const known = error instanceof ApiError ? error : new ApiError(500, "InternalServerError", String(error));
    const { status, code, message, retryAfterS } = known;
    send(status, { error: { code, message } }, retryAfterS === undefined ? {} : { "retry-after": retryAfterS });
  }
}

const METHODS: Readonly<Record<string, "create" | "update" | "upsert">> = {
  PUT: "upsert",
  POST: "create",
  PATCH: "update",
};

function handle(
  method: string,
  url: URL,
  body: JsonObject,
  clouds: Clouds,
): { status: number; answer: Answer | JsonObject } {
  const [, cloud = "", rest = ""] = /^\/(azure|gcp)\/(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  if (cloud === "") throw new ApiError(404, "NotFound", `${url.pathname} does not exist`);
  const plane: ControlPlane = clouds[cloud as CloudName];
  const operation = /^operations\/([^/]+)$/.exec(rest)?.[1];
  if (operation !== undefined) {
    const { status, error } = plane.operation(operation);
    return { status: 200, answer: { status, error } };
  }
  const id = cloud === "azure" ? `/${rest}` : rest;
  const action = url.searchParams.get("action");
  if (action !== null) return { status: 202, answer: plane.act(id, action, body) };
  if (method === "GET") return { status: 200, answer: plane.get(id) };
  if (method === "DELETE") return { status: 202, answer: plane.delete(id) };
  const mode = METHODS[method];
  if (mode === undefined) throw new ApiError(405, "MethodNotAllowed", `${method} is not a method of resources`);
  return { status: 201, answer: plane.put(id, body, mode) };
}

async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new ApiError(413, "RequestEntityTooLarge", `the body is over ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (isJsonObject(body)) return body;
  } catch {
    // Reported below.
  }
  throw new ApiError(400, "InvalidRequestContent", "The request content was invalid and could not be deserialized.");
}
