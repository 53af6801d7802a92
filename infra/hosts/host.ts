/** A machine of the cluster, whoever runs it. */
import type { CustomResource, Output } from "@pulumi/pulumi";
import type { Provenance, StackOutputs } from "../../results/schema/outputs.ts";
import type { PlannedNode } from "../topology/plan.ts";

/** Which limits of a machine's size really hold. */
export type Quota = StackOutputs["nodes"][number]["quota"];

export interface HostTiming {
  createMs: number;
  readyMs: number;
}

export interface Host {
  node: PlannedNode;
  publicIp: Output<string> | null;
  privateIp: Output<string> | null;
  quota: Output<Quota>;
  /** Null: a cloud does not say; how long its parts took to come up is the cluster's to tell. */
  timing: Output<HostTiming> | null;
  provenance: Provenance;
  resource: CustomResource;
}
