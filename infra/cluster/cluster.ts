/** A cluster, whatever its machines are: what the rest of the program knows of it. */
import type { Output, Resource } from "@pulumi/pulumi";
import type { Provenance } from "../../results/schema/outputs.ts";
import type { Host } from "../hosts/host.ts";
import type { MetricsSource } from "../observability/source.ts";
import type { Placed } from "../topology/scheduler.ts";
import type { Workload } from "../workloads/workload.ts";

export interface Deployed {
  /** URL that the load is sent to. */
  endpoint: Output<string>;
  /** Where each replica really is. */
  placement: Output<Placed[]>;
  readyMs: Output<number>;
  /** Done when the workload answers. */
  resource: Resource;
}

export interface Timed {
  name: string;
  createMs: Output<number> | null;
  readyMs: Output<number>;
}

export interface Cluster {
  hosts: Host[];
  provenance: Provenance;
  /** @param placement the plan's, which the cluster must come to */
  deploy(workload: Workload, placement: readonly Placed[]): Deployed;
  /** Where the metrics of a window are read from, in the process that runs the load. */
  metrics: MetricsSource;
  /** How long its own parts took to come up, beside the hosts. */
  timings: Timed[];
}
