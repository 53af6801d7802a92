/** A cluster, whatever its machines are: what the rest of the program knows of it. */
import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { ClusterReport, Provenance } from "../../results/schema/outputs.ts";
import type { Host } from "../hosts/host.ts";
import type { PodKill } from "../load/measure/pod-kill.ts";
import type { MetricsSource } from "../observability/source.ts";
import type { Placed } from "../topology/scheduler.ts";
import type { Workload } from "../workloads/workload.ts";

export interface Deployed {
  /** URL that the load is sent to. */
  endpoint: Output<string>;
  /** Where each replica really is. */
  placement: Output<Placed[]>;
  readyMs: Output<number>;
  /** Done when the workload answers, and all that measures it runs. */
  resources: Resource[];
  /** Where the metrics of a window are read from, in the process that runs the load. */
  metrics: Input<MetricsSource>;
  /** The pod that is deleted under load; when, each cell says. Null: none. */
  podKill: Input<Omit<PodKill, "afterMs">> | null;
  /** What only a real cluster has to tell. Null: an emulated one. */
  report: Output<ClusterReport> | null;
  /** Outputs of the stack that are secrets, by name. */
  secrets: Record<string, Output<string>>;
}

export interface Timed {
  name: string;
  createMs: Output<number> | null;
  readyMs: Output<number>;
}

export interface Cluster {
  hosts: Host[];
  /** IDs of the machines: a machine made anew has another. */
  instances: Output<string[]>;
  provenance: Provenance;
  /** @param placement the plan's, which the cluster must come to */
  deploy(workload: Workload, placement: readonly Placed[]): Deployed;
  /** How long its own parts took to come up, beside the hosts. */
  timings: Timed[];
}
