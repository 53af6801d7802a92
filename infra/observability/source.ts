/** Where a cell's metrics come from: plain data, an input of the load's resource. */
import type { PrometheusService } from "../topology/observability.ts";

export type MetricsSource = LocalSource | PrometheusSource | NoSource;

export interface ObservedNode {
  name: string;
  cpus: number;
  memoryMiB: number;
}

/** Emulated nodes and links, scraped through their control ports. */
export interface LocalSource {
  kind: "local";
  stack: string;
  nodes: ObservedNode[];
  links: string[];
  /** Each service with the nodes that its replicas are on, and what these may use together, if that is less than the nodes have. */
  services: { name: string; nodes: string[]; limits?: { cpus?: number; memoryMiB?: number } }[];
  intervalMs: number;
  /** The services are programs that know nothing of Stackmark: their nodes and links tell what they use. Default: no. */
  runsPrograms?: boolean;
}

/** Nothing is known of the machines. */
export interface NoSource {
  kind: "none";
}

/** The Prometheus of a Kubernetes cluster. */
export interface PrometheusSource {
  kind: "prometheus";
  /** A kubeconfig in it is a secret. */
  access: PrometheusAccess;
  /** Namespace of the workload. */
  namespace: string;
  nodes: ObservedNode[];
  /** Each Deployment of the workload with the nodes that its replicas are on, and those where the plan allows them. */
  services: { name: string; nodes: string[]; allowed: string[] }[];
  /** None of a Prometheus that is already there: those that have what is read are found by asking it. */
  targets: ExpectedTarget[];
  intervalMs: number;
  /**
   * Nodes by address: a Prometheus that is already there has `10.0.0.7:9100` as the instance of a node. Default: instances
   * are names of nodes.
   */
  nodeOf?: Record<string, string>;
}

/** Its own URL, or the API server's proxy with a kubeconfig's credentials. */
export type PrometheusAccess = DirectPrometheus | ProxiedPrometheus;

export interface DirectPrometheus {
  url: string;
  /** Of the cluster that it observes, which reports events. Default: nothing but the URL is known. */
  kubeconfig?: string;
}

export interface ProxiedPrometheus {
  kubeconfig: string;
  /** Default: that of the stack's own chart. */
  service?: PrometheusService;
}

/** A scrape target. Without `instance`: any target of the job. */
export interface ExpectedTarget {
  job: string;
  instance?: string;
  /** Between its scrapes. Default: that of the source. */
  intervalMs?: number;
}
