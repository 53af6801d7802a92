/** The way to a Prometheus: its own URL, or the API server's proxy with a kubeconfig's credentials. */
import { KubeApi } from "../../kubernetes/api.ts";
import { send, type HttpAnswer } from "../../kubernetes/http.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { NAMESPACE, PROMETHEUS_PORT, PROMETHEUS_SERVICE } from "./names.ts";

/** Plain data, so that it can be an input of a resource; a kubeconfig is a secret. */
export type PrometheusAccess = { url: string } | { kubeconfig: string };

export interface AskOptions {
  timeoutMs?: number;
  maxBytes?: number;
}

export interface PrometheusDoor {
  /** @param path below `/api/v1`, with its query */
  get(path: string, options?: AskOptions): Promise<HttpAnswer>;
  close(): Promise<void>;
}

const PROXY = `/api/v1/namespaces/${NAMESPACE}/services/${PROMETHEUS_SERVICE}:${PROMETHEUS_PORT}/proxy`;

export function openPrometheus(access: PrometheusAccess): PrometheusDoor {
  if ("url" in access) {
    const { origin, pathname } = new URL(access.url);
    const prefix = pathname.replace(/\/$/, "");
    return {
      get: (path, options) => send({ ...options, origin, path: `${prefix}/api/v1${path}`, code: "PROMETHEUS" }),
      close: () => Promise.resolve(),
    };
  }
  const api = new KubeApi(parseKubeconfig(access.kubeconfig));
  return {
    get: (path, options) => api.send(`${PROXY}/api/v1${path}`, options),
    close: () => api.close(),
  };
}
