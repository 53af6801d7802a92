/** A client of Prometheus' HTTP API. */
import { z } from "zod";
import { InfraError } from "../../errors.ts";
import { KubeApi } from "../../kubernetes/api.ts";
import { send, type HttpResponse } from "../../kubernetes/http.ts";
import { parseKubeconfig } from "../../kubernetes/kubeconfig.ts";
import { NAMESPACE, PROMETHEUS_PORT, PROMETHEUS_SERVICE } from "../names.ts";
import type { PrometheusService } from "../../topology/observability.ts";
import type { PrometheusAccess } from "../source.ts";
import type { Point, Window } from "../window.ts";

export interface RequestOptions {
  timeoutMs?: number;
  maxBytes?: number;
}

export interface PrometheusConnection {
  /** @param path below `/api/v1`, with its query */
  get(path: string, options?: RequestOptions): Promise<HttpResponse>;
  close(): Promise<void>;
}

const OWN: PrometheusService = { namespace: NAMESPACE, name: PROMETHEUS_SERVICE, port: PROMETHEUS_PORT, path: "/" };

const proxyPath = ({ namespace, name, port, path }: PrometheusService): string =>
  `/api/v1/namespaces/${namespace}/services/${name}:${port}/proxy${path.replace(/\/$/, "")}`;

export function connectPrometheus(access: PrometheusAccess): PrometheusConnection {
  if ("url" in access) {
    const { origin, pathname } = new URL(access.url);
    const prefix = pathname.replace(/\/$/, "");
    return {
      get: (path, options) => send({ ...options, origin, path: `${prefix}/api/v1${path}`, code: "PROMETHEUS" }),
      close: () => Promise.resolve(),
    };
  }
  const api = new KubeApi(parseKubeconfig(access.kubeconfig));
  const proxy = proxyPath(access.service ?? OWN);
  return {
    get: (path, options) => api.send(`${proxy}/api/v1${path}`, options),
    close: () => api.close(),
  };
}

export interface Series {
  labels: Record<string, string>;
  /** Numbers only: Prometheus returns NaN where a quotient has no value. */
  points: Point[];
}

export interface ClientOptions extends RequestOptions {
  /** Names of nodes by address, for the label `instance` of their exporters. */
  nodeOf?: Readonly<Record<string, string>>;
}

export class PrometheusClient {
  readonly #connection: PrometheusConnection;
  readonly #options: RequestOptions;
  readonly #nodeOf: Readonly<Record<string, string>>;

  constructor(connection: PrometheusConnection, { nodeOf = {}, ...options }: ClientOptions = {}) {
    this.#connection = connection;
    this.#options = options;
    this.#nodeOf = nodeOf;
  }

  /** An instant query. With a range selector (`up[5m]`), it returns the samples themselves. */
  query(query: string, at: number): Promise<Series[]> {
    return this.#request("/query", { query, time: seconds(at) });
  }

  /** A range query over the window, both ends included. */
  queryRange(query: string, window: Window, step: number): Promise<Series[]> {
    const { from, to } = window;
    return this.#request("/query_range", { query, start: seconds(from), end: seconds(to), step: seconds(step) });
  }

  async #request(path: string, parameters: Record<string, string>): Promise<Series[]> {
    const { status, text } = await this.#connection.get(`${path}?${new URLSearchParams(parameters)}`, this.#options);
    return parseResponse(status, text).map(({ labels, points }) => ({ labels: this.#named(labels), points }));
  }

  #named(labels: Record<string, string>): Record<string, string> {
    const { instance } = labels;
    const node = instance === undefined ? undefined : this.#nodeOf[instance.replace(/:\d+$/, "")];
    return node === undefined ? labels : { ...labels, instance: node };
  }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** Prometheus rejects range queries with more than 11 000 points per series. */
const MAX_STEPS = 10_000;

/**
 * A step of whole milliseconds that meets both ends of a window.
 * @returns at least `atLeastMs`, and more where Prometheus would reject the number of points
 */
export function stepMs({ from, to }: Window, atLeastMs: number): number {
  const steps = Math.max(1, Math.min(Math.floor((to - from) / atLeastMs), MAX_STEPS));
  return Math.max(1, Math.floor((to - from) / steps));
}

const sample = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const dataSchema = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("matrix"), result: z.array(z.object({ metric: labels, values: z.array(sample) })) }),
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric: labels, value: sample })) }),
]);
const responseSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: dataSchema }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

const MAX_QUOTED = 300;

/**
 * @returns no series where Prometheus has none: an empty response is no error
 * @throws {InfraError} PROMETHEUS with the error that Prometheus reported, or the start of an unexpected body
 */
function parseResponse(status: number, text: string): Series[] {
  const quoted = text.slice(0, MAX_QUOTED);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new InfraError("PROMETHEUS", `HTTP ${status}, and the body is not JSON: ${quoted}`, { cause: error });
  }
  const parsed = responseSchema.safeParse(body);
  if (!parsed.success)
    throw new InfraError("PROMETHEUS", `HTTP ${status}, and the body is not a response of Prometheus: ${quoted}`);
  if (parsed.data.status === "error")
    throw new InfraError("PROMETHEUS", `${parsed.data.errorType}: ${parsed.data.error}`);
  const { data } = parsed.data;
  return data.resultType === "matrix"
    ? data.result.map(({ metric, values }) => ({ labels: metric, points: pointsOf(values) }))
    : data.result.map(({ metric, value }) => ({ labels: metric, points: pointsOf([value]) }));
}

function pointsOf(samples: readonly z.infer<typeof sample>[]): Point[] {
  return samples
    .map(([timeS, value]) => ({ at: Math.round(timeS * 1000), value: Number(value) }))
    .filter(({ value }) => Number.isFinite(value));
}
