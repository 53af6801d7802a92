/** What K3s' server answers to agents: the authority, the cluster's settings, and certificates for what they run. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { messageOf } from "../../../../base/errors.ts";
import type { ApiClient } from "../api/client.ts";
import { sign, type Identity } from "../certificates.ts";
import { log } from "../log.ts";
import type { ClusterSettings } from "../settings/settings.ts";
import { AUTHORITIES, caOf } from "./certificates.ts";
import type { Caller, Supervisor } from "./front.ts";
import { isNode, isPasswordOf, type Tokens } from "./passwords.ts";

export interface Context {
  cluster: ClusterSettings;
  tokens: Tokens;
  /** `undefined` until the API server is ready. */
  client: ApiClient | undefined;
}

class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const PREFIX = "/v1-k3s";

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
};

async function nodeOf(request: IncomingMessage, { client: api }: Context): Promise<string> {
  const [name, password] = [header(request, "k3s-node-name"), header(request, "k3s-node-password")];
  if (!name || !password) throw new HttpError(401, "node name or password not set");
  if (!api) throw new HttpError(503, "runtime core not ready");
  if (await isPasswordOf(api, name, password)) return name;
  throw new HttpError(403, `unable to verify password for node ${name}: hash does not match`);
}

function addressesOf(request: IncomingMessage): string[] {
  const addresses = header(request, "k3s-node-ip").split(",").filter(Boolean);
  const wrong = addresses.find((address) => isIP(address) === 0);
  if (wrong !== undefined) throw new HttpError(400, `invalid node IP address ${wrong}`);
  return addresses;
}

async function identityOf(request: IncomingMessage, path: string, context: Context): Promise<[string, Identity]> {
  const { client, server } = AUTHORITIES;
  switch (path) {
    case "serving-kubelet.crt": {
      const name = await nodeOf(request, context);
      const names = [name, "localhost", "127.0.0.1", ...addressesOf(request)];
      return [server, { commonName: name, usage: "serverAuth", names }];
    }
    case "client-kubelet.crt": {
      const commonName = `system:node:${await nodeOf(request, context)}`;
      return [client, { commonName, organizations: ["system:nodes"], usage: "clientAuth" }];
    }
    case "client-kube-proxy.crt":
      return [client, { commonName: "system:kube-proxy", usage: "clientAuth" }];
    case "client-k3s-controller.crt":
      return [client, { commonName: "system:k3s-controller", usage: "clientAuth" }];
    default:
      throw new HttpError(404, "404 page not found");
  }
}

/** For an agent. @param path below {@link PREFIX} */
async function answer(request: IncomingMessage, path: string, context: Context): Promise<string> {
  if (path === "readyz") {
    if (!context.client) throw new HttpError(503, "runtime core not ready");
    return "ok";
  }
  if (path === "config") return JSON.stringify(context.cluster);
  if (path === "client-ca.crt") return caOf(AUTHORITIES.client);
  if (path === "server-ca.crt") return caOf(AUTHORITIES.server);
  if (request.method !== "POST") throw new HttpError(404, "404 page not found");
  const publicKey = await bodyOf(request);
  const [authority, identity] = await identityOf(request, path, context);
  return (await sign(authority, publicKey, identity)) + caOf(authority);
}

export const isAgent = (request: IncomingMessage, caller: Caller | undefined, tokens: Tokens): boolean =>
  caller?.groups.includes("system:nodes") === true || isNode(request.headers.authorization, tokens);

export function supervisor(context: Context): Supervisor {
  return (request, response, caller) => {
    const { pathname } = new URL(request.url ?? "/", "https://k3s");
    if (pathname === "/cacerts") send(response, 200, caOf(AUTHORITIES.server));
    else if (pathname === "/ping") send(response, 200, "pong");
    else if (!pathname.startsWith(`${PREFIX}/`)) return false;
    else if (!isAgent(request, caller, context.tokens)) send(response, 401, "Unauthorized");
    else
      answer(request, pathname.slice(PREFIX.length + 1), context).then(
        (text) => send(response, 200, text),
        (error: unknown) => {
          log.error(`Sending HTTP response to ${request.socket.remoteAddress}: ${messageOf(error)}`);
          send(response, error instanceof HttpError ? error.status : 500, messageOf(error));
        },
      );
    return true;
  };
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}
