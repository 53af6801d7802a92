/** Who measures machines and services. Pure. */
import type { StackConfig } from "../config/schema/index.ts";

/** A Service of Prometheus, which the API server's proxy reaches. */
export interface PrometheusService {
  namespace: string;
  name: string;
  port: number;
  /** Before that of its API. */
  path: string;
}

/** A Prometheus that is already there. */
export type ExistingPrometheus = { url: string } | { service: PrometheusService };

/** `own`: the stack itself; `none`: nobody, so that only responses are measured. */
export type PlannedObservability = "own" | "none" | ExistingPrometheus;

export function planObservability({ observability, topology }: StackConfig): PlannedObservability {
  const { prometheus, install = topology.cluster === undefined } = observability;
  if (prometheus?.url !== undefined) return { url: prometheus.url };
  if (prometheus?.service) return { service: prometheus.service };
  return install ? "own" : "none";
}
