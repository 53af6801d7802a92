/** The control port of a daemon: JSON over HTTP on loopback. Every request must carry the token of the start file. */
import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { z } from "zod";
import { messageOf, systemCode } from "../../base/errors.ts";
import { CONTROL_STATUS, LabError } from "../errors.ts";
import { problems } from "./start-file.ts";

/** Takes the parsed body (`undefined` for GET) and returns the response. */
export type Command = (body: unknown) => unknown;
/** Keys are `METHOD /path`. */
export type Commands = Record<string, Command>;

const MAX_BODY_BYTES = 1 << 20;

export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new LabError("LAB_MALFORMED_REQUEST", problems(parsed.error), { cause: parsed.error });
}

/** Listens on 127.0.0.1; port 0 takes any free one. Throws `LAB_PORT_IN_USE`. */
export async function startControlServer(port: number, token: string, commands: Commands): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response, token, commands));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        systemCode(cause) === "EADDRINUSE"
          ? new LabError("LAB_PORT_IN_USE", `control port ${port} is in use: choose another, or 0 for any`, { cause })
          : cause,
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

export const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function answer(request: IncomingMessage, response: ServerResponse, token: string, commands: Commands) {
  try {
    if (!sameToken(request.headers.authorization, token)) {
      throw new LabError(
        "LAB_WRONG_TOKEN",
        "the request lacks this daemon's token: send `authorization: Bearer TOKEN`",
      );
    }
    const command = commands[`${request.method} ${request.url}`];
    if (command === undefined) {
      const known = Object.keys(commands).join(", ");
      throw new LabError("LAB_UNKNOWN_PATH", `${request.method} ${request.url} does not exist; known: ${known}`);
    }
    send(response, 200, await command(await readJson(request)));
  } catch (error) {
    const code = error instanceof LabError ? error.code : "internal";
    const status = (error instanceof LabError && CONTROL_STATUS[error.code]) || 500;
    send(response, status, { code, message: messageOf(error) });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body ?? {});
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new LabError("LAB_MALFORMED_REQUEST", `the body is over ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new LabError("LAB_MALFORMED_REQUEST", `the body is not JSON: ${messageOf(cause)}`, { cause });
  }
}

/** Compares digests, so that neither timing nor an exception reveals the token's length. */
function sameToken(authorization: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${token}`));
}
