/** Where a cell's metrics come from: plain data, an input of the load's resource. */
export interface ObservedNode {
  name: string;
  cpus: number;
  memoryMiB: number;
}

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
