/** The Kubernetes API over HTTPS with a kubeconfig's credentials. */
import { Agent, WebSocket } from "undici";
import type { z } from "zod";
import { InfraError } from "../errors.ts";
import { credentialsOf, type Credentials } from "./credentials.ts";
import { send, type HttpResponse, type HttpRequest } from "./http.ts";
import type { KubeAccess } from "./kubeconfig.ts";

export type ApiRequest = Pick<HttpRequest, "method" | "body" | "timeoutMs" | "maxBytes"> & {
  /** Media type of the body: it decides the kind of a patch. */
  contentType?: string;
};

const MAX_QUOTED = 300;

/** Per request: a lost response must not block a wait. */
const TIMEOUT_MS = 10_000;

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

export class KubeApi {
  readonly #access: KubeAccess;
  readonly #credentials: () => Promise<Credentials>;
  #connected: { certPem: string | undefined; agent: Agent } | undefined;

  /** @param credentials for each request. Default: as the kubeconfig says */
  constructor(access: KubeAccess, credentials = credentialsOf(access)) {
    this.#access = access;
    this.#credentials = credentials;
  }

  /** @returns the response, whatever its status */
  async send(path: string, { contentType, ...options }: ApiRequest = {}): Promise<HttpResponse> {
    const { server } = this.#access;
    const credentials = await this.#credentials();
    const headers = {
      accept: "application/json",
      ...(contentType ? { "content-type": contentType } : {}),
      ...authorization(credentials),
    };
    const dispatcher = this.#agentFor(credentials);
    return send({ ...options, origin: server, path, headers, dispatcher, code: "KUBERNETES_API" });
  }

  /** A new certificate needs new connections. */
  #agentFor(credentials: Credentials): Agent {
    const before = this.#connected;
    const { certPem } = credentials;
    if (before && before.certPem === certPem) return before.agent;
    const agent = new Agent({ connect: this.#tlsOf(credentials) });
    this.#connected = { certPem, agent };
    // Requests under way on the old connections end first.
    void before?.agent.close();
    return agent;
  }

  #tlsOf({ certPem: cert, keyPem: key }: Credentials) {
    const { caPem: ca, serverName: servername, isUnverified } = this.#access;
    return { ca, cert, key, servername, rejectUnauthorized: !isUnverified };
  }

  /** @throws {InfraError} KUBERNETES_API for any status but 2xx, with the API server's message */
  async json(path: string, options: ApiRequest = {}): Promise<unknown> {
    return contentOf(await this.send(path, options), this.#where(path, options.method));
  }

  /** @throws {InfraError} KUBERNETES_API for any answer but `what` as the schema has it, within 10 s */
  async read<T>(what: string, schema: z.ZodType<T>, path: string): Promise<T> {
    return parsedAs(what, schema, await this.json(path, { timeoutMs: TIMEOUT_MS }));
  }

  /** As {@link read}; null if the status is one of these, such as 404 for what may not be there. */
  async readUnless<T>(
    statuses: readonly number[],
    what: string,
    schema: z.ZodType<T>,
    path: string,
  ): Promise<T | null> {
    const response = await this.send(path, { timeoutMs: TIMEOUT_MS });
    if (statuses.includes(response.status)) return null;
    return parsedAs(what, schema, contentOf(response, this.#where(path)));
  }

  /** Creates an object. @param path of its kind @returns it, as the API server has completed it */
  create(path: string, object: object): Promise<unknown> {
    return this.json(path, { method: "POST", body: JSON.stringify(object), contentType: "application/json" });
  }

  /** Changes an object in part, within 10 s. @param contentType decides the kind of the patch */
  async patch(path: string, contentType: string, body: object): Promise<void> {
    const change = { body: JSON.stringify(body), contentType, timeoutMs: TIMEOUT_MS };
    await this.json(`${path}?fieldManager=stackmark`, { method: "PATCH", ...change });
  }

  /** Within 10 s. @param mayBeGone somebody else, or an earlier attempt, may have deleted it */
  async delete(path: string, { mayBeGone = false } = {}): Promise<void> {
    const { status, text } = await this.send(path, { method: "DELETE", timeoutMs: TIMEOUT_MS });
    if (!isSuccess(status) && !(mayBeGone && status === 404)) throw refused(this.#where(path, "DELETE"), status, text);
  }

  /**
   * Opens a WebSocket, within 10 s.
   * @param use is called before the socket opens, so that it misses nothing of what the server sends
   * @param signal aborts the attempt
   * @throws {InfraError} KUBERNETES_API if the server does not open it
   */
  async openSocket<T>(path: string, protocol: string, use: (socket: WebSocket) => T, signal?: AbortSignal): Promise<T> {
    const credentials = await this.#credentials();
    // API servers open WebSockets over HTTP/1.1 only.
    const dispatcher = new Agent({ allowH2: false, connect: this.#tlsOf(credentials) });
    const url = `${this.#access.server.replace(/^http/, "ws")}${path}`;
    const socket = new WebSocket(url, { protocols: protocol, dispatcher, headers: authorization(credentials) });
    socket.addEventListener("close", () => void dispatcher.destroy());
    const used = use(socket);
    const limit = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]);
    const opened = Promise.withResolvers<void>();
    const fail = (why: string) => {
      const where = this.#where(path.split("?")[0]!);
      opened.reject(new InfraError("KUBERNETES_API", `${where}: no stream was opened: ${why}`));
    };
    const onAbort = () => fail(signal?.aborted ? "the attempt was aborted" : `no answer within ${TIMEOUT_MS} ms`);
    socket.addEventListener("open", () => opened.resolve());
    // Which of both it was, a WebSocket does not say.
    const unopened = "the server refused it, or could not be reached";
    socket.addEventListener("error", ({ message }) => fail(message || unopened));
    socket.addEventListener("close", () => fail(unopened));
    if (limit.aborted) onAbort();
    else limit.addEventListener("abort", onAbort);
    try {
      await opened.promise;
      return used;
    } catch (error) {
      await dispatcher.destroy();
      throw error;
    } finally {
      limit.removeEventListener("abort", onAbort);
    }
  }

  #where(path: string, method = "GET"): string {
    return `${method} ${this.#access.server}${path}`;
  }

  close(): Promise<void> {
    return this.#connected?.agent.destroy() ?? Promise.resolve();
  }
}

const authorization = ({ token }: Credentials): Record<string, string> =>
  token ? { authorization: `Bearer ${token}` } : {};

const refused = (where: string, status: number, text: string): InfraError =>
  new InfraError("KUBERNETES_API", `${where}: HTTP ${status}: ${text.slice(0, MAX_QUOTED)}`);

function contentOf({ status, text }: HttpResponse, where: string): unknown {
  if (!isSuccess(status)) throw refused(where, status, text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InfraError("KUBERNETES_API", `${where}: the response is not JSON`, { cause: error });
  }
}

function parsedAs<T>(what: string, schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new InfraError("KUBERNETES_API", `The API server returned unexpected ${what}: ${parsed.error.message}`);
}
