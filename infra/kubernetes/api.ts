/** The Kubernetes API over HTTPS with a kubeconfig's credentials. */
import { Agent } from "undici";
import { InfraError } from "../errors.ts";
import { send, type HttpResponse, type HttpRequest } from "./http.ts";
import type { KubeAccess } from "./kubeconfig.ts";

export type ApiRequest = Pick<HttpRequest, "method" | "body" | "timeoutMs" | "maxBytes"> & {
  /** Media type of the body: it decides the kind of a patch. */
  contentType?: string;
};

const MAX_QUOTED = 300;

export class KubeApi {
  readonly #access: KubeAccess;
  readonly #agent: Agent;

  constructor(access: KubeAccess) {
    const { caPem, certPem, keyPem } = access;
    this.#access = access;
    this.#agent = new Agent({ connect: { ca: caPem, cert: certPem, key: keyPem } });
  }

  /** @returns the response, whatever its status */
  send(path: string, { contentType, ...options }: ApiRequest = {}): Promise<HttpResponse> {
    const { server, token } = this.#access;
    const headers = {
      accept: "application/json",
      ...(contentType ? { "content-type": contentType } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    return send({ ...options, origin: server, path, headers, dispatcher: this.#agent, code: "KUBERNETES_API" });
  }

  /** @throws {InfraError} KUBERNETES_API for any status but 2xx, with the API server's message */
  async json(path: string, options: ApiRequest = {}): Promise<unknown> {
    const { status, text } = await this.send(path, options);
    const where = `${options.method ?? "GET"} ${this.#access.server}${path}`;
    if (status < 200 || status >= 300)
      throw new InfraError("KUBERNETES_API", `${where}: HTTP ${status}: ${text.slice(0, MAX_QUOTED)}`);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new InfraError("KUBERNETES_API", `${where}: the response is not JSON`, { cause: error });
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
