/** Where a cell's metrics come from on a Kubernetes cluster: plain data, an input of the load's resource. */
import type { ObservedNode } from "../source.ts";
import type { PrometheusAccess } from "./access.ts";
import type { ExpectedTarget } from "./targets.ts";

export interface PrometheusSource {
  kind: "prometheus";
  /** A kubeconfig in it makes the input secret. */
  access: PrometheusAccess;
  /** Namespace of the workload. */
  namespace: string;
  nodes: ObservedNode[];
  /** Each Deployment of the workload with the nodes that its replicas are on. */
  services: { name: string; nodes: string[] }[];
  targets: ExpectedTarget[];
  intervalMs: number;
}
