/** A cluster of any kind, as the rest of the program sees it. */
import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { ClusterReport, Provenance } from "../../results/schema/outputs.ts";
import type { EntryInCluster } from "../jobs/target.ts";
import type { GeneratorHost, Host } from "../hosts/host.ts";
import type { RecommendedServices } from "../workloads/recommender/read.ts";
import type { PodKill } from "../workloads/rollout/pod-kill.ts";
import type { MetricsSource } from "../observability/source.ts";
import type { Placed } from "../topology/scheduler.ts";
import type { Plan } from "../topology/plan.ts";

/** What is deployed: named services, of which one is the entry. */
export interface Workload {
  name: string;
  /** The service that users connect to. */
  entry: string;
  /** Port of the entry, if the cluster supports a choice; 0: any. */
  port: number;
}

export const workloadOf = ({ workload: { name, entry, port } }: Plan): Workload => ({ name, entry, port });

export interface Deployed {
  /** Target URL of the load. */
  endpoint: Output<string>;
  /** The same for each node that runs the entry; empty without nodes that are machines. */
  endpoints: Output<Record<string, string>>;
  /** Where each replica was scheduled. */
  placement: Output<Placed[]>;
  readyMs: Output<number>;
  /** Created once the workload answers and its monitoring runs. */
  resources: Resource[];
  /** Where the process that runs the load reads metrics from. */
  metrics: Input<MetricsSource>;
  /** The entry as pods in the cluster reach it, and the way to start them. Null: there are no pods. */
  inCluster: Output<{ kubeconfig: string; entry: EntryInCluster }> | null;
  /** The pod to delete under load; each cell sets the time. Null: none. */
  podKill: Input<Omit<PodKill, "afterMs">> | null;
  /** Services whose recommended requests are read after each load. Default: none. */
  recommended?: Output<RecommendedServices>;
  /** Null: an emulated cluster. */
  report: Output<ClusterReport> | null;
  /** Secret stack outputs by name. */
  secrets: Record<string, Output<string>>;
}

export interface Timing {
  name: string;
  createMs: Output<number> | null;
  readyMs: Output<number>;
}

export interface Cluster {
  hosts: Host[];
  /** VMs that the stack creates to send the load; none: existing machines do, or this one. */
  generators: GeneratorHost[];
  /** IDs of the machines: a re-created machine has another. */
  instances: Output<string[]>;
  provenance: Provenance;
  /** When VMs in clouds shut down automatically, ISO 8601. Absent: there are none. */
  expiresAt?: Output<string>;
  /** @param placement the planned one, which the cluster must reach */
  deploy(workload: Workload, placement: readonly Placed[]): Deployed;
  /** How long its own parts took to start, without the hosts. */
  timings: Timing[];
}
