/** Requests to the API server. */
import { Agent, request as httpsRequest } from "node:https";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import { LabError } from "../../../errors.ts";
import type { Access } from "../kubeconfig.ts";

export class ApiError extends LabError {
  readonly status: number;

  constructor(status: number, message: string) {
    super("LAB_K3S_API", message);
    this.status = status;
  }
}

export const PATCH = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

interface Options {
  body?: unknown;
  type?: string;
  signal?: AbortSignal;
}

async function text(stream: IncomingMessage): Promise<string> {
  stream.setEncoding("utf8");
  let all = "";
  for await (const chunk of stream) all += chunk as string;
  return all;
}

export class ApiClient {
  readonly #access: Access;
  readonly #agent: Agent;

  constructor(access: Access) {
    this.#access = access;
    const { ca, cert, key } = access;
    this.#agent = new Agent({ ca, cert, key, keepAlive: true, timeout: 60_000 });
  }

  open(
    method: string,
    path: string,
    { body, type = "application/json", signal }: Options = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers: OutgoingHttpHeaders = { accept: "application/json" };
      if (body !== undefined) headers["content-type"] = type;
      const url = `${this.#access.server}${path}`;
      const sent = httpsRequest(url, { method, headers, agent: this.#agent, signal }, resolve);
      sent.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** @throws ApiError for a status of 400 and above */
  async request<T = unknown>(method: string, path: string, options: Options = {}): Promise<T> {
    const response = await this.open(method, path, options);
    const content = await text(response);
    const status = response.statusCode!;
    if (status < 400) return (content.startsWith("{") ? JSON.parse(content) : content) as T;
    throw new ApiError(status, `${method} ${path}: ${status} ${content.slice(0, 400)}`);
  }

  get = <T>(path: string): Promise<T> => this.request<T>("GET", path);

  /** `undefined` where it is not there. */
  find = <T>(path: string): Promise<T | undefined> =>
    this.request<T>("GET", path).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });

  /** Server-side apply. */
  apply = (path: string, body: object): Promise<unknown> =>
    this.request("PATCH", `${path}?fieldManager=k3s&force=true`, { body, type: PATCH.apply });
}
