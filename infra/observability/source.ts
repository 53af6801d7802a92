/** Where a cell's metrics come from: plain data, an input of the load's resource. */
import type { PrometheusSource } from "./kubernetes/source.ts";

export interface ObservedNode {
  name: string;
  cpus: number;
  memoryMiB: number;
}

/** Either kind. */
export type AnySource = MetricsSource | PrometheusSource;

export interface MetricsSource {
  /** Emulated nodes and links, spoken to by their control ports. */
  kind: "local";
  stack: string;
  nodes: ObservedNode[];
  links: string[];
  /** Each service with the nodes that its replicas are on. */
  services: { name: string; nodes: string[] }[];
  intervalMs: number;
}
